import { useLocation } from 'wouter';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { pathTo } from '../../shared/path.js';
import { useMay } from '../../shared/session.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './detections.module.css';

/** From what was noticed to an incident that has its events and times already. */
export function OpenIncident({ detection }: { readonly detection: string }) {
  const [, go] = useLocation();
  const open = useWrite<{ readonly incident: { readonly number: number } }>({
    refresh: ['/incidents', '/overview'],
    done: ({ incident: { number } }) => {
      toast({ text: `Incident ${number} is open` });
      go(pathTo('incidents', String(number)));
    },
  });
  if (!useMay('openIncident')) return null;
  return (
    <div className={styles['act']}>
      <div className={styles['buttons']}>
        <Button busy={open.isPending} onClick={() => open.run({ path: '/incidents', body: { detection } })}>
          Open an incident
        </Button>
      </div>
      <FailureLine failure={open.error} />
    </div>
  );
}
