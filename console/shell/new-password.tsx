import { useState, type FormEvent } from 'react';
import { write } from '../shared/api.js';
import { Button } from '../shared/button.js';
import { FailureLine, TextField } from '../shared/field.js';
import type { Session } from '../shared/session.js';
import { Brand } from './brand.js';
import styles from './gate.module.css';

interface NewPasswordParts {
  readonly session: Session;
  readonly onEnter: (session: Session) => void;
}

const leastLength = 12;

/** The printed password opens once: the first thing to do is to choose one's own. */
export function NewPassword({ session, onEnter }: NewPasswordParts) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const isShort = password !== '' && password.length < leastLength;
  const isOther = again !== '' && again !== password.slice(0, again.length);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (password.length < leastLength || again !== password) return;
    setBusy(true);
    setFailure(undefined);
    try {
      onEnter(await write<Session>('PUT', '/session/password', { current, password }));
    } catch (cause) {
      setFailure(cause);
      setBusy(false);
    }
  };
  return (
    <main className={styles['gate']}>
      <form className={styles['card']} onSubmit={(event) => void submit(event)}>
        <Brand />
        <h1>Choose a password</h1>
        <p className={styles['soft']}>The one you came with was printed and may have been read by others.</p>
        <input type="hidden" name="username" autoComplete="username" value={session.user.name} readOnly />
        <TextField
          label="The printed password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          hint={
            isShort ? `${leastLength - password.length} more` : `${leastLength} characters or more; a sentence is best.`
          }
        />
        <TextField
          label="New password again"
          type="password"
          autoComplete="new-password"
          required
          value={again}
          onChange={({ target }) => setAgain(target.value)}
          fault={isOther ? 'The two are not the same.' : undefined}
        />
        <FailureLine failure={failure} />
        <Button
          kind="primary"
          type="submit"
          busy={isBusy}
          disabled={!current || password.length < leastLength || again !== password}
        >
          Go on
        </Button>
      </form>
    </main>
  );
}
