import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Facts } from '../../shared/facts.js';
import { FailureLine } from '../../shared/field.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './settings.module.css';

interface Notification {
  readonly name: string;
  readonly kind: 'webhook' | 'mail';
  readonly query: string;
  readonly repeatSeconds: number;
  readonly digestSeconds: number;
  readonly urgent: boolean;
}

interface Settings {
  readonly version: string;
  readonly retention: Readonly<Record<string, number>>;
  readonly eventLog: { readonly outputs: readonly string[] };
  readonly notify: readonly Notification[];
  readonly store: { readonly engine: string };
  readonly console: { readonly sso: { readonly label: string; readonly issuer: string } | null; readonly tls: boolean };
}

/** What the policy says of the installation. It is changed where it stands: in the policy. */
export function General() {
  const { data, error, refetch } = useRead<Settings>('/settings');
  if (error && !data) return <Failed cause={error} what="The settings" retry={() => void refetch()} />;
  if (!data) return <Loading what="the settings" lines={10} />;
  return (
    <>
      <Section title="Notifications">
        {data.notify.length === 0 && (
          <Empty kind="unset" title="Nobody is told of detections" command="portcullis notify list">
            Webhooks and mail stand under <code>notify</code> in <Link href="/policy">the policy</Link>.
          </Empty>
        )}
        <ul className={styles['list']}>
          {data.notify.map((each) => (
            <li key={each.name}>
              <Channel of={each} />
            </li>
          ))}
        </ul>
      </Section>
      <div className={styles['columns']}>
        <Section title="Retention">
          <Facts
            of={Object.entries(data.retention).map(
              ([name, days]) => [retentionWords[name] ?? name, `${days} days`] as const,
            )}
          />
          <p className={styles['soft']}>
            <code>eventLog.retention</code> in <Link href="/policy">the policy</Link>
          </p>
        </Section>
        <Section title="Event log">
          <Facts
            of={[
              ['Store', data.store.engine],
              ['Also sent to', data.eventLog.outputs.join(', ') || 'nowhere else'],
            ]}
          />
          <p className={styles['soft']}>Credentials are never stored; of bodies only what contract or policy name.</p>
        </Section>
        <Section title="Console">
          <Facts
            of={[
              ['Version', data.version],
              ['TLS', data.console.tls ? 'yes' : 'no: only this machine can reach it'],
              [
                'Single sign-on',
                data.console.sso
                  ? `${data.console.sso.label} (${data.console.sso.issuer})`
                  : 'not set up: console.oidc in the policy',
              ],
            ]}
          />
        </Section>
      </div>
    </>
  );
}

const retentionWords: Readonly<Record<string, string>> = {
  accessDays: 'Calls',
  denialDays: 'Denials',
  detectionDays: 'Detections',
  findingDays: 'Findings that are closed',
};

function Channel({ of: { name, kind, query, repeatSeconds, digestSeconds, urgent } }: { readonly of: Notification }) {
  const test = useWrite<{ readonly id: string }>({
    done: ({ id }) => toast({ text: `A test message went to ${name} (${id.slice(0, 8)})` }),
  });
  const may = useMay('testNotification');
  return (
    <div className={styles['channel']}>
      <div className={styles['channelHead']}>
        <b>{name}</b> <Badge>{kind}</Badge> {urgent && <Badge tone="medium">urgent</Badge>}
        {may && (
          <Button busy={test.isPending} onClick={() => test.run({ path: `/notify/${encodeURIComponent(name)}/test` })}>
            Send a test
          </Button>
        )}
      </div>
      <Facts
        of={[
          ['Of', <code key="query">{query || 'every detection'}</code>],
          ['Again after', `${repeatSeconds} s`],
          ['Together', digestSeconds > 0 ? `every ${digestSeconds} s` : 'each at once'],
        ]}
      />
      <FailureLine failure={test.error} />
      <AsCommand text={`portcullis notify test ${name}`} />
    </div>
  );
}
