import { Link } from 'wouter';
import { pathTo } from '../../shared/path.js';
import { Section } from '../../shared/screen.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Empty } from '../../shared/states.js';
import type { OperationAnswer } from './types.js';
import styles from './operation.module.css';

/** What is wrong with it, as far as anybody looked. */
export function Findings({ of: { findings, id } }: { readonly of: OperationAnswer }) {
  return (
    <Section title="Findings">
      {findings.length === 0 ? (
        <Empty kind="unset" title="No finding is known" command={`portcullis pentest --operation ${id}`}>
          That does not mean that there is none. This looks for some:
        </Empty>
      ) : (
        <ul className={styles['findings']}>
          {findings.map(({ fingerprint, severity, title, status }) => (
            <li key={fingerprint}>
              <SeverityMark of={severity} />
              <Link href={pathTo('findings', fingerprint)}>{title}</Link>
              <Badge>{status}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
