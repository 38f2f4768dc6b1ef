import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Facts } from '../../shared/facts.js';
import { FailureLine } from '../../shared/field.js';
import { useMay } from '../../shared/session.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { Tuning } from './tuning.js';
import type { DetectorAnswer, DetectorRow } from './types.js';
import styles from './detections.module.css';

interface TestAnswer {
  readonly passed: boolean;
  readonly results: readonly { readonly scenario: string; readonly mustFire: boolean; readonly passed: boolean }[];
}

/** What a detector looks at, its own tests, and its thresholds. */
export function DetectorPanel({ of }: { readonly of: DetectorRow }) {
  const { data } = useRead<DetectorAnswer>(`/detectors/${of.id}`);
  const mayTune = useMay('tuneDetector') && useMay('applyPolicy');
  const test = useWrite<TestAnswer>();
  const outcomes = new Map(test.data?.results.map(({ scenario, passed }) => [scenario, passed]));
  return (
    <>
      <Facts
        of={[
          ['Severity', <SeverityMark key="s" of={of.severity} />],
          [
            'State',
            <Badge key="s" tone={of.enabled ? 'ok' : 'medium'}>
              {of.enabled ? 'on' : 'off'}
            </Badge>,
          ],
          [
            'Noticed in 7 days',
            <Link key="h" href={`/detections?state=all&rule=${of.id}`}>
              {of.hits7d.toLocaleString('en')}
            </Link>,
          ],
          ['Looks at', data ? data.kinds.join(', ') : '\u00a0'],
          ['Once in', data ? `${data.dedupSeconds} s about the same` : '\u00a0'],
          ['ATT&CK', data ? data.attack : '\u00a0'],
          ['Runbook', data ? data.runbook : '\u00a0'],
        ]}
      />
      {mayTune && <Tuning of={of} />}
      <section className={styles['evidence']}>
        <div className={styles['head']}>
          <h3>Its own tests</h3>
          <Button busy={test.isPending} onClick={() => test.run({ path: `/detectors/${of.id}/test` })}>
            Run them
          </Button>
        </div>
        <FailureLine failure={test.error} />
        {test.data && (
          <p role="status">
            <Badge tone={test.data.passed ? 'ok' : 'high'}>{test.data.passed ? 'passed' : 'failed'}</Badge> with the
            thresholds of the policy
          </p>
        )}
        <ul className={styles['scenarios']}>
          {(data?.scenarios ?? []).map(({ name, mustFire }) => (
            <li key={name}>
              <span>
                {name} <span className={styles['soft']}>{mustFire ? 'must be noticed' : 'must not be noticed'}</span>
              </span>
              {outcomes.has(name) && (
                <Badge tone={outcomes.get(name) ? 'ok' : 'high'}>{outcomes.get(name) ? 'passed' : 'failed'}</Badge>
              )}
            </li>
          ))}
        </ul>
      </section>
      <AsCommand text={data?.cli} />
    </>
  );
}
