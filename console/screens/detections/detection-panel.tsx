import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { EventTable } from '../../shared/event-table.js';
import { Facts } from '../../shared/facts.js';
import { FailureLine, faultOf, TextField } from '../../shared/field.js';
import { ClientLink } from '../../shared/links.js';
import { useMay } from '../../shared/session.js';
import { SeverityMark } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { exactTime, Time } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { client } from '../../shared/client.js';
import { StateText } from './detection-list.js';
import { OpenIncident } from './open-incident.js';
import type { DetectionAnswer } from './types.js';
import styles from './detections.module.css';

/** A detection with its evidence, and what can be done about it. */
export function DetectionPanel({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRead<DetectionAnswer>(`/detections/${encodeURIComponent(id)}`);
  const shown = data?.id === id ? data : undefined;
  if (!shown) {
    return error ? (
      <Failed what="The detection" cause={error} retry={() => void refetch()} />
    ) : (
      <Loading what="the detection" lines={10} />
    );
  }
  const { detection, actor } = shown;
  return (
    <>
      <p>{shown.summary}</p>
      <Actions of={shown} />
      <OpenIncident detection={shown.id} />
      <Facts
        of={[
          ['Severity', <SeverityMark key="s" of={shown.severity} />],
          ['State', <StateText key="s" state={shown.state} effects={shown.blocks.map(({ effect }) => effect)} />],
          ['Noticed', exactTime(shown.time)],
          ['Seen', shown.observed === null ? null : seenText(shown)],
          ['Principal', actor?.principalId && <ClientLink kind="principal" id={actor.principalId} />],
          ['Credential', actor?.credentialId && <ClientLink kind="credential" id={actor.credentialId} />],
          ['Address', actor?.address && <ClientLink kind="client" id={actor.address} />],
          ['Operations', shown.operations.join(', ')],
          ['Until', shown.blocks[0] && <Time at={shown.blocks[0].expiresAt} />],
          ['Closed by', shown.closedBy && `${shown.closedBy}: ${shown.reason ?? ''}`],
          [
            'Detector',
            <Link key="d" href={`/detections?tab=detectors&row=${shown.rule}`}>
              {shown.rule}
            </Link>,
          ],
          ['ATT&CK', detection.attack],
          ['Runbook', detection.runbook],
          ['Same again', detection.suppressed ? `${detection.suppressed} more since the one before` : null],
        ]}
      />
      <section className={styles['evidence']}>
        <h3>The events that show it</h3>
        {shown.samples.length > 0 ? (
          <EventTable label="Events" events={shown.samples} />
        ) : (
          <p className={styles['soft']}>They are older than the log keeps them.</p>
        )}
      </section>
      <AsCommand text={shown.cli} />
    </>
  );
}

function seenText({ observed, threshold, detection: { windowSeconds } }: DetectionAnswer): string {
  const seen = (observed ?? 0).toLocaleString('en', { maximumFractionDigits: 1 });
  return `${seen}${windowSeconds === undefined ? '' : ` in ${windowSeconds} s`}; the threshold is ${threshold}`;
}

function Actions({ of }: { readonly of: DetectionAnswer }) {
  const mayAct = useMay('applyDetection');
  const [isClosing, setClosing] = useState(false);
  const apply = useWrite<{ readonly cli: string }>({
    refresh: ['/detections', '/blocks', '/overview'],
    done: (_, { body }) =>
      toast({
        text: `${(body as { effect: string }).effect === 'block' ? 'Kept out' : 'Slowed down'} for 15 minutes`,
        undo: () => takeBack(of.id),
      }),
  });
  if (!mayAct || of.state === 'closed') return null;
  const act = (effect: 'throttle' | 'block'): void =>
    apply.run({ path: `/detections/${of.id}/apply`, body: { effect } });
  return (
    <div className={styles['act']}>
      <div className={styles['buttons']}>
        {of.actor && (
          <>
            <Button busy={apply.isPending} onClick={() => act('throttle')}>
              Slow down 15 min
            </Button>
            <Button kind="danger" busy={apply.isPending} onClick={() => act('block')}>
              Keep out 15 min
            </Button>
          </>
        )}
        <Button aria-expanded={isClosing} onClick={() => setClosing(!isClosing)}>
          Close
        </Button>
      </div>
      <FailureLine failure={apply.error} />
      {isClosing && <CloseForm of={of} />}
    </div>
  );
}

async function takeBack(id: string): Promise<void> {
  await write('POST', `/detections/${id}/undo`, { reason: 'taken back' });
  await client.invalidateQueries();
}

/** A reason is asked for: whoever reads it in half a year was not there. */
function CloseForm({ of: { id, blocks } }: { readonly of: DetectionAnswer }) {
  const [reason, setReason] = useState('');
  const { run, error, isPending } = useWrite<{ readonly cli: string }>({
    refresh: ['/detections', '/blocks', '/overview'],
    done: ({ cli }) => toast({ text: `Closed. The same on the command line: ${cli}` }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({ path: `/detections/${id}/undo`, body: { reason } });
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <TextField
        label="Why"
        required
        autoFocus
        placeholder="own load test, agreed with the shop team"
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        fault={faultOf(error, 'reason')}
        hint={blocks.length > 0 && 'What is done about it ends as well.'}
      />
      <FailureLine failure={error} />
      <div className={styles['buttons']}>
        <Button kind="primary" type="submit" busy={isPending} disabled={reason.trim() === ''}>
          Close it
        </Button>
      </div>
    </form>
  );
}
