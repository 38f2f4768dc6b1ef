import type { ReactNode } from 'react';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { exactTime, Time } from '../../shared/time.js';
import type { VendorAnswer } from './types.js';
import styles from './third-parties.module.css';

/** Which application called it where, since when. */
export function Uses({ of: { uses } }: { readonly of: VendorAnswer }) {
  return (
    <Section title="Uses">
      {uses.length === 0 ? (
        <p className={styles['soft']}>No call of an application went through Portcullis yet.</p>
      ) : (
        <Rows label="Uses" heads={['Application', 'Integration', 'Host', 'First', 'Last']}>
          {uses.map(({ application, integration, host, firstAt, lastAt }) => (
            <tr key={`${application} ${integration} ${host}`}>
              <td>{application}</td>
              <td>{integration}</td>
              <td>
                <code>{host}</code>
              </td>
              <td>{exactTime(firstAt)}</td>
              <td>
                <Time at={lastAt} />
              </td>
            </tr>
          ))}
        </Rows>
      )}
    </Section>
  );
}

/** The certificates that its hosts showed last. */
export function Certificates({ of: { certificates } }: { readonly of: VendorAnswer }) {
  return (
    <Section title="Certificates">
      {certificates.length === 0 ? (
        <p className={styles['soft']}>None was seen yet.</p>
      ) : (
        <Rows label="Certificates" heads={['Host', 'SHA-256', 'Seen since']}>
          {certificates.map(({ host, fingerprint, firstAt }) => (
            <tr key={host}>
              <td>
                <code>{host}</code>
              </td>
              <td>
                <code title={fingerprint}>{fingerprint.slice(0, 24)}…</code>
              </td>
              <td>{exactTime(firstAt)}</td>
            </tr>
          ))}
        </Rows>
      )}
    </Section>
  );
}

/** Its secrets by age. The values are in the vault and never here. */
export function Secrets({ of: { secrets } }: { readonly of: VendorAnswer }) {
  const oldest = secrets.toSorted((a, b) => (b.ageDays ?? Infinity) - (a.ageDays ?? Infinity));
  return (
    <Section title="Secrets by age">
      {oldest.length === 0 && <p className={styles['soft']}>It needs none from the vault.</p>}
      <ul className={styles['lines']}>
        {oldest.map(({ name, ageDays, rotateDays }) => (
          <li key={name}>
            <SecretState ageDays={ageDays} rotateDays={rotateDays} />
            <code>{name}</code>
            <span className={styles['soft']}>
              {ageDays === undefined ? '' : `${Math.floor(ageDays)} days old, `}to be renewed every {rotateDays} days
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function SecretState({ ageDays, rotateDays }: { readonly ageDays: number | undefined; readonly rotateDays: number }) {
  if (ageDays === undefined) return <Badge tone="high">not in the vault</Badge>;
  return ageDays > rotateDays ? <Badge tone="high">too old</Badge> : <Badge tone="ok">in time</Badge>;
}

interface RowsParts {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}

function Rows({ label, heads, children }: RowsParts) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
