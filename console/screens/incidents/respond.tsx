import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { useMay } from '../../shared/session.js';
import { severities, type Severity } from '../../shared/severity.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { Incident, OpenedIncident } from './types.js';
import styles from './incidents.module.css';

/** The steps of a response, in their order. */
export function Respond({ of: { number, state, severity, clocks } }: { readonly of: Incident }) {
  const change = useWrite<OpenedIncident>({
    refresh: ['/incidents', '/overview'],
    done: ({ incident }) => toast({ text: `Incident ${incident.number}: ${incident.state}, ${incident.severity}` }),
  });
  if (!useMay('changeIncident') || state === 'closed') return null;
  const set = (body: unknown): void => change.run({ method: 'PATCH', path: `/incidents/${number}`, body });
  return (
    <div className={styles['stack']}>
      <div className={styles['buttons']}>
        {state === 'open' && (
          <Button kind="primary" busy={change.isPending} onClick={() => set({ state: 'contained' })}>
            It is contained
          </Button>
        )}
        {state === 'contained' && clocks.provedAt === undefined && (
          <Button kind="primary" busy={change.isPending} onClick={() => set({ provedAt: Date.now() })}>
            It is proved closed
          </Button>
        )}
        {state === 'contained' && (
          <Button busy={change.isPending} onClick={() => set({ state: 'open' })}>
            It is open again
          </Button>
        )}
        <label className={styles['inline']}>
          Severity
          <select
            className={styles['select']}
            value={severity}
            disabled={change.isPending}
            onChange={({ target }) => set({ severity: target.value as Severity })}
          >
            {severities.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <FailureLine failure={change.error} />
    </div>
  );
}
