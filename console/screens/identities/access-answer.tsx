import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Failed, Loading } from '../../shared/states.js';
import { AccessMark } from './access-mark.js';
import type { AccessAnswered, AccessSetting } from './types.js';
import styles from './identities.module.css';

interface Asked {
  readonly role: string;
  readonly api: string;
  readonly operation: string;
}

/** Can the role call the operation, and which line of the policy says so. */
export function AccessAnswer(asked: Asked) {
  const { role, api, operation } = asked;
  const { data, error, refetch } = useQuery({
    queryKey: ['/identities/access', role, api, operation],
    queryFn: () => write<AccessAnswered>('POST', '/identities/access', { role, api, operation }),
  });
  if (error) return <Failed cause={error} what="The answer" retry={() => void refetch()} />;
  if (!data) return <Loading what="the answer" lines={4} />;
  return (
    <>
      <p role="status">
        May <b>{role}</b> call <code>{operation}</code>? <AccessMark of={data.access} />
      </p>
      <p>{data.because}.</p>
      <table className={styles['settings']}>
        <tbody>
          {data.settings.map((each) => (
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
      <AsCommand text={data.cli} />
    </>
  );
}

function Source({ of: { source, place } }: { readonly of: AccessSetting }) {
  if (!place) return <>{source}</>;
  const text = `${place.file.replace(/^.*\//, '')}:${place.line}`;
  return /portcullis\.ya?ml:/.test(text) ? (
    <Link href={`/policy?line=${place.line}`}>{text}</Link>
  ) : (
    <span title={source}>{text}</span>
  );
}
