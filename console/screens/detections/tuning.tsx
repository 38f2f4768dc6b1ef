import { useState, type FormEvent } from 'react';
import { read, write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { client } from '../../shared/client.js';
import { Diff } from '../../shared/diff.js';
import { FailureLine, faultOf, TextField } from '../../shared/field.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { DetectorRow, Threshold } from './types.js';
import styles from './detections.module.css';

interface Prepared {
  readonly text: string;
  readonly base: string;
  readonly policyDiff: string;
  readonly cli: string;
}

interface PolicyNow {
  readonly text: string;
  readonly textDigest: string;
}

/** Other thresholds, or off: first the change of the policy, then a reason, then it is applied; and the way back. */
export function Tuning({ of }: { readonly of: DetectorRow }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [prepared, setPrepared] = useState<Prepared>();
  const prepare = useWrite<Prepared>({ done: setPrepared });
  const changed = of.thresholds.filter(
    ({ name, value }) => values[name] !== undefined && Number(values[name]) !== value,
  );
  const ask = (body: unknown): void => prepare.run({ path: `/detectors/${of.id}/tuning`, body });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask({ thresholds: Object.fromEntries(changed.map(({ name }) => [name, Number(values[name])])) });
  };
  return (
    <section className={styles['evidence']}>
      <div className={styles['head']}>
        <h3>Thresholds</h3>
        <Button busy={prepare.isPending} onClick={() => ask({ enabled: !of.enabled })}>
          Turn {of.enabled ? 'off' : 'on'}
        </Button>
      </div>
      {of.thresholds.length > 0 && (
        <form className={styles['form']} onSubmit={submit}>
          {of.thresholds.map((threshold) => (
            <ThresholdField
              key={threshold.name}
              of={threshold}
              text={values[threshold.name] ?? String(threshold.value)}
              onChange={(text) => {
                setValues({ ...values, [threshold.name]: text });
                setPrepared(undefined);
              }}
            />
          ))}
          <FailureLine failure={prepare.error} />
          <div className={styles['buttons']}>
            <Button type="submit" busy={prepare.isPending} disabled={changed.length === 0}>
              See the change
            </Button>
          </div>
        </form>
      )}
      {prepared && <Apply prepared={prepared} title={of.title} onDone={() => setPrepared(undefined)} />}
    </section>
  );
}

interface ThresholdParts {
  readonly of: Threshold;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function ThresholdField({ of, text, onChange }: ThresholdParts) {
  return (
    <TextField
      label={of.name}
      hint={`${of.describe.replace(/\.$/, '')}; default ${of.default}`}
      type="number"
      step="1"
      min={of.minimum ?? 0}
      max={of.maximum}
      required
      value={text}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface ApplyParts {
  readonly prepared: Prepared;
  readonly title: string;
  readonly onDone: () => void;
}

function Apply({ prepared, title, onDone }: ApplyParts) {
  const [reason, setReason] = useState('');
  const apply = useWrite<{ readonly version: number }>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const before = await read<PolicyNow>('/policy');
    apply.run(
      { method: 'PUT', path: '/policy', body: { text: prepared.text, base: prepared.base, reason } },
      {
        onSuccess: () => {
          void client.invalidateQueries();
          onDone();
          toast({ text: `${title}: the change is in the policy`, undo: () => putBack(before.text, reason) });
        },
      },
    );
  };
  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <Diff text={prepared.policyDiff} />
      <TextField
        label="Why"
        required
        autoFocus
        placeholder="nightly export of the partner"
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        fault={faultOf(apply.error, 'reason')}
      />
      <FailureLine failure={apply.error} />
      <div className={styles['buttons']}>
        <Button kind="primary" type="submit" busy={apply.isPending} disabled={reason.trim() === ''}>
          Apply
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Leave it
        </Button>
      </div>
      <AsCommand text={prepared.cli} />
    </form>
  );
}

/** The policy as it was before, if nobody changed it meanwhile. */
async function putBack(text: string, reason: string): Promise<void> {
  try {
    const { textDigest } = await read<PolicyNow>('/policy');
    await write('PUT', '/policy', { text, base: textDigest, reason: `undone: ${reason}` });
    await client.invalidateQueries();
    toast({ text: 'The policy is as it was' });
  } catch (cause) {
    toast({ text: cause instanceof Error ? cause.message : 'It could not be undone', tone: 'failed' });
  }
}
