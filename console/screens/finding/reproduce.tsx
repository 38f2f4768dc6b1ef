import type { Finding } from '../../../src/core/finding.js';
import { AsCommand } from '../../shared/as-command.js';
import { CodeBlock } from '../../shared/code-block.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { Tabs } from '../../shared/tabs.js';
import { curlOf, fetchOf } from './curl.js';

interface ReproduceParts {
  readonly finding: Finding;
  /** The whole attack as a shell script, with its logins and what it cleans up. */
  readonly script: string | null;
  readonly cli: string;
}

/** The attack to paste. Secrets stand as `$TOKEN_A`, with the line that exports them. */
export function Reproduce({ finding, script, cli }: ReproduceParts) {
  const [form, setForm] = useQueryState('as', 'curl');
  const attack = finding.evidence.find(({ kind, exchange }) => kind === 'attack' && exchange)?.exchange;
  if (!attack && script === null) return <AsCommand text={cli} />;
  const forms = [
    ...(attack
      ? [
          { id: 'curl', label: 'curl' },
          { id: 'fetch', label: 'fetch' },
        ]
      : []),
    ...(script === null ? [] : [{ id: 'script', label: 'Whole script' }]),
  ];
  const shown = forms.some(({ id }) => id === form) ? form : forms[0]!.id;
  const one = attack && (shown === 'fetch' ? fetchOf(attack) : curlOf(attack));
  return (
    <Section title="Reproduce" actions={<Tabs label="Form" tabs={forms} value={shown} onChange={setForm} />}>
      {shown === 'script' ? (
        <CodeBlock label="Script that reproduces it" text={script ?? ''} />
      ) : (
        one && <CodeBlock label={`The attack as ${shown}`} text={[...one.exports, one.text].join('\n')} />
      )}
      <AsCommand text={cli} />
    </Section>
  );
}
