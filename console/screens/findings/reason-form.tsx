import { useId, useState, type FormEvent } from 'react';
import { ApiFailure } from '../../shared/api.js';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { dayFromNow, settable, type SettableStatus } from './states.js';
import styles from './reason-form.module.css';

interface ReasonParts {
  readonly status: SettableStatus;
  /** "this finding", "12 findings". */
  readonly about: string;
  /** Sets the state; rejects when it did not work, and what was typed stays. */
  readonly submit: (reason: string, expires: string | undefined) => Promise<void>;
  readonly cancel: () => void;
}

/** Asks for the reason in its place: no dialog. Enter sets the state, Esc leaves it. */
export function ReasonForm({ status, about, submit, cancel }: ReasonParts) {
  const words = settable.find((each) => each.status === status)!;
  const [reason, setReason] = useState('');
  const [expires, setExpires] = useState(() => dayFromNow(90));
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const id = useId();
  useKeys({ Escape: cancel });
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setFailure('A reason is needed: it is what others will read.');
    setBusy(true);
    setFailure('');
    try {
      await submit(reason.trim(), status === 'accepted' ? expires : undefined);
    } catch (error) {
      setFailure(error instanceof ApiFailure ? error.message : 'It could not be set.');
      setBusy(false);
    }
  };
  return (
    <form className={styles['form']} onSubmit={(event) => void send(event)} aria-label={`${words.verb}: ${about}`}>
      <label htmlFor={id} className={styles['ask']}>
        {words.ask} <span className={styles['about']}>({about})</span>
      </label>
      <input
        id={id}
        autoFocus
        maxLength={2000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        aria-invalid={failure !== '' || undefined}
        aria-describedby={failure ? `${id}-failure` : undefined}
      />
      {status === 'accepted' && (
        <label className={styles['until']}>
          until
          <input
            type="date"
            required
            min={dayFromNow(1)}
            value={expires}
            onChange={({ target }) => setExpires(target.value)}
          />
        </label>
      )}
      <Button type="submit" kind="primary" busy={isBusy} hotkey="Enter">
        {words.verb}
      </Button>
      <Button kind="quiet" onClick={cancel} hotkey="Esc">
        Cancel
      </Button>
      {failure && (
        <p role="alert" id={`${id}-failure`} className={styles['failure']}>
          {failure}
        </p>
      )}
    </form>
  );
}
