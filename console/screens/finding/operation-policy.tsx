import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../shared/button.js';
import { Section } from '../../shared/screen.js';
import { Failed, Loading } from '../../shared/states.js';
import { useRead } from '../../shared/use-read.js';
import styles from './finding.module.css';

interface Setting {
  readonly setting: string;
  readonly value: string;
  readonly source: string;
  /** Null: nobody wrote it down, it is built in. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/** What is set for the operation now, each value with the line that it comes from. */
export function OperationPolicy({ api, operation }: { readonly api: string; readonly operation: string }) {
  const path = `/operations/${encodeURIComponent(api)}/${encodeURIComponent(operation)}`;
  const { data, error, refetch } = useRead<{ readonly settings: readonly Setting[] }>(path);
  const [isWhole, show] = useState(false);
  const settings = data?.settings ?? [];
  const own = settings.filter(({ place }) => Boolean(place));
  const shown = isWhole ? settings : own;
  return (
    <Section title={`Policy of ${operation}`}>
      {error && !data && <Failed cause={error} what="The policy of the operation" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the policy of the operation" lines={5} />}
      {data && (
        <table className={styles['settings']}>
          <tbody>
            {shown.map((each) => (
              <tr key={each.setting}>
                <th scope="row">{each.setting}</th>
                <td>
                  <code>{each.value}</code>
                </td>
                <td>
                  <Source of={each} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length < settings.length && (
        <div className={styles['buttons']}>
          <Button onClick={() => show(true)}>Show {settings.length - own.length} built-in values</Button>
        </div>
      )}
    </Section>
  );
}

function Source({ of: { source, place } }: { readonly of: Setting }) {
  if (!place) return <>{source}</>;
  const text = `${place.file}:${place.line}`;
  if (!/(?:^|\/)portcullis\.ya?ml$/.test(place.file)) return <span title={source}>{text}</span>;
  return (
    <Link href={`/policy?line=${place.line}`} title={source}>
      {text}
    </Link>
  );
}
