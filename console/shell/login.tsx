import { useState, type FormEvent } from 'react';
import { ApiFailure, write } from '../shared/api.js';
import { Button } from '../shared/button.js';
import { FailureLine, TextField } from '../shared/field.js';
import type { Session } from '../shared/session.js';
import { useRead } from '../shared/use-read.js';
import { Brand } from './brand.js';
import styles from './gate.module.css';

interface LoginOptions {
  readonly passwords: boolean;
  readonly sso: { readonly label: string; readonly href: string } | null;
}

interface LoginParts {
  /** Who was logged in, when the session is over: what they see stays below. */
  readonly user?: string;
  readonly onEnter: (session: Session) => void;
}

const ssoFaults: Readonly<Record<string, string>> = {
  failed: 'The provider did not confirm who you are. Try again; if it stays so, see `portcullis doctor`.',
  'no-role':
    'You are known to the provider, but no role of the console belongs to you. An admin maps roles in the policy.',
};

/** Name and password, or the way to the provider of single sign-on. */
export function Login({ user: known, onEnter }: LoginParts) {
  const { data: options } = useRead<LoginOptions>('/session/options');
  const [name, setName] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const ssoFault = ssoFaults[new URLSearchParams(location.search).get('sso') ?? ''];
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      onEnter(await write<Session>('POST', '/session', { user: name, password }));
    } catch (cause) {
      setFailure(cause);
      setBusy(false);
    }
  };
  const Frame = known === undefined ? 'main' : 'div';
  return (
    <Frame className={styles['gate']}>
      <form className={styles['card']} onSubmit={(event) => void submit(event)}>
        <Brand />
        {known === undefined ? (
          <h1>Sign in</h1>
        ) : (
          <>
            <h1>Your session is over</h1>
            <p className={styles['soft']}>Sign in again and go on: what you typed is still there.</p>
          </>
        )}
        {ssoFault && (
          <p role="alert" className={styles['fault']}>
            {ssoFault}
          </p>
        )}
        <TextField
          label="Name"
          name="username"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          required
          readOnly={known !== undefined}
          autoFocus={known === undefined}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus={known !== undefined}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          hint={known === undefined && 'At the first start, `portcullis start` printed one.'}
        />
        <Outcome failure={failure} />
        <Button kind="primary" type="submit" busy={isBusy}>
          Sign in
        </Button>
        {options?.sso && (
          <a className={styles['sso']} href={options.sso.href}>
            Sign in with {options.sso.label}
          </a>
        )}
      </form>
    </Frame>
  );
}

function Outcome({ failure }: { readonly failure: unknown }) {
  if (failure instanceof ApiFailure && failure.status === 401) {
    return (
      <p role="alert" className={styles['fault']}>
        Name or password is wrong.
      </p>
    );
  }
  return <FailureLine failure={failure} />;
}
