import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, TextField } from '../../shared/field.js';
import { useMay } from '../../shared/session.js';
import { exactTime } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { VendorAnswer } from './types.js';
import styles from './third-parties.module.css';

const refresh = ['/vendors', '/overview', '/audit-log'];

/** The kill switch: off with a reason, and on again. */
export function Switch({ of: { name, blocked } }: { readonly of: VendorAnswer }) {
  return (
    <div className={styles['stack']}>
      {blocked && (
        <p className={styles['off']} role="status">
          Switched off at {exactTime(blocked.at)} by {blocked.by}: {blocked.reason}. No call to it gets through, and its
          webhooks are refused.
        </p>
      )}
      {blocked ? <On name={name} /> : <Off name={name} />}
    </div>
  );
}

function On({ name }: { readonly name: string }) {
  const { run, isPending, error } = useWrite({
    refresh,
    done: () => toast({ text: `${name} is switched on again` }),
  });
  if (!useMay('unblockVendor')) return null;
  return (
    <>
      <div className={styles['buttons']}>
        <Button busy={isPending} onClick={() => run({ method: 'DELETE', path: blockPath(name) })}>
          Switch on
        </Button>
      </div>
      <FailureLine failure={error} />
    </>
  );
}

function Off({ name }: { readonly name: string }) {
  const [isAsked, ask] = useState(false);
  const [reason, setReason] = useState('');
  const on = useWrite({ refresh, done: () => toast({ text: `${name} is switched on again` }) });
  const off = useWrite({
    refresh,
    done: () =>
      toast({
        text: `${name} is switched off`,
        undo: () => on.run({ method: 'DELETE', path: blockPath(name) }),
      }),
  });
  if (!useMay('blockVendor')) return null;
  if (!isAsked) {
    return (
      <div className={styles['buttons']}>
        <Button kind="danger" onClick={() => ask(true)}>
          Switch off…
        </Button>
      </div>
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    off.run({ path: blockPath(name), body: { reason } });
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <TextField
        label="Why"
        required
        autoFocus
        maxLength={2000}
        placeholder="they told of a breach this morning"
        hint="Calls of every application to it end within a second."
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        fault={faultOf(off.error, 'reason')}
      />
      <FailureLine failure={off.error} />
      <div className={styles['buttons']}>
        <Button kind="danger" type="submit" busy={off.isPending} disabled={reason.trim() === ''}>
          Switch {name} off
        </Button>
        <Button kind="quiet" onClick={() => ask(false)}>
          Leave it on
        </Button>
      </div>
      <AsCommand text={`portcullis vendors block '${name}' --reason 'WHY'`} />
    </form>
  );
}

const blockPath = (name: string): string => `/vendors/${encodeURIComponent(name)}/block`;
