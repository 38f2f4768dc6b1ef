import { Link } from 'wouter';
import { CodeBlock } from '../../shared/code-block.js';
import { AsCommand } from '../../shared/as-command.js';
import { pathTo } from '../../shared/path.js';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { useRead } from '../../shared/use-read.js';
import type { PolicyNow } from './types.js';
import styles from './policy.module.css';

interface PatchRow {
  readonly id: string;
  readonly because: string;
  readonly operation: string;
  readonly guard: string;
  readonly expires: string;
  readonly expired?: boolean;
  readonly owner: string | null;
}

/** Virtual patches in force: each closes a finding until its code is mended. */
export function PatchesFile({ policy }: { readonly policy: PolicyNow }) {
  const { data, error, refetch } = useRead<{ readonly items: readonly PatchRow[]; readonly cli: string }>('/patches');
  if (error && !data) return <Failed cause={error} what="The patches" retry={() => void refetch()} />;
  if (!data) return <Loading what="the patches" />;
  if (!data.items.length) {
    return (
      <Empty kind="none" title="No patch is in force" command="portcullis patch FINDING --apply">
        A patch is the smallest change of the policy that closes a finding. <Link href="/findings">Open findings</Link>{' '}
        offer theirs.
      </Empty>
    );
  }
  return (
    <>
      <Section title="In force">
        <div className={styles['scroll']} tabIndex={0} role="group" aria-label="Patches in force">
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Patch</th>
                <th scope="col">Finding</th>
                <th scope="col">Operation</th>
                <th scope="col">Guard</th>
                <th scope="col">Owner</th>
                <th scope="col">Until</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map(({ id, because, operation, guard, owner, expires, expired }) => (
                <tr key={id}>
                  <td>
                    <code>{id}</code>
                  </td>
                  <td>
                    <Link href={pathTo('findings', because)}>{because.slice(0, 8)}</Link>
                  </td>
                  <td>
                    <code>{operation}</code>
                  </td>
                  <td>{guard}</td>
                  <td>{owner ?? '–'}</td>
                  <td>
                    {expires} {expired && <Badge tone="medium">over: it still denies</Badge>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <AsCommand text={data.cli} />
      </Section>
      {policy.patches && (
        <Section title={policy.patches.file}>
          <CodeBlock label="Patches file" text={policy.patches.text} />
        </Section>
      )}
    </>
  );
}
