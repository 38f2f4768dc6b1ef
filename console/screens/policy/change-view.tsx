import { useMutation } from '@tanstack/react-query';
import { write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Diff } from '../../shared/diff.js';
import { FailureLine } from '../../shared/field.js';
import { counted } from '../../shared/number.js';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Loading } from '../../shared/states.js';
import { DryRunView } from '../finding/dry-run-view.js';
import type { DryRun } from '../finding/types.js';
import type { PolicyChange } from './types.js';
import styles from './policy.module.css';

interface ChangeParts {
  readonly text: string;
  readonly change: PolicyChange | undefined;
  readonly failure: unknown;
}

/** What the text changes: its lines, the settings of operations, and what it would have denied. */
export function ChangeView({ text, change, failure }: ChangeParts) {
  const dryRun = useMutation({
    mutationFn: () => write<DryRun & { readonly text?: string }>('POST', '/policy/dry-run', { text }),
  });
  return (
    <>
      <Section title="Change">
        <FailureLine failure={failure} />
        {!change && !failure && <Loading what="the change" lines={3} />}
        {change && (
          <>
            {change.weaker !== null && (
              <p role="status">
                <Badge tone="medium">Weaker</Badge> {change.weaker}
              </p>
            )}
            <Diff text={change.policyDiff} label="Change of the policy" />
            <Settings of={change.operations} />
            <AsCommand text={change.cli} />
          </>
        )}
      </Section>
      <Section
        title="Dry run"
        actions={
          <Button busy={dryRun.isPending} onClick={() => dryRun.mutate()}>
            Try on the last 24 h
          </Button>
        }
      >
        <FailureLine failure={dryRun.error} />
        {dryRun.data ? (
          <DryRunView of={dryRun.data} />
        ) : (
          <p className={styles['soft']}>What this text would have denied of the calls that were recorded.</p>
        )}
      </Section>
    </>
  );
}

const mostShown = 12;

function Settings({ of }: { readonly of: PolicyChange['operations'] }) {
  if (!of.length) return <p className={styles['soft']}>No setting of an operation changes.</p>;
  return (
    <details className={styles['settings']} open={of.length <= mostShown}>
      <summary>{counted(of.length, 'setting')} of operations</summary>
      <ul>
        {of.map(({ api, operation, setting, before, after }) => (
          <li key={`${api} ${operation} ${setting}`}>
            <code>
              {operation}: {setting}
            </code>{' '}
            {before === null ? 'new' : <del>{before}</del>} → {after === null ? 'gone' : <ins>{after}</ins>}
          </li>
        ))}
      </ul>
    </details>
  );
}
