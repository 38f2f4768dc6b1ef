import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiFailure, carryToken, read, whenSessionEnds } from '../shared/api.js';
import { client } from '../shared/client.js';
import { Failed, Loading } from '../shared/states.js';
import { SessionContext, type Session } from '../shared/session.js';
import { Login } from './login.js';
import { NewPassword } from './new-password.js';
import styles from './gate.module.css';

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'failed'; readonly cause: unknown }
  | { readonly kind: 'in'; readonly session: Session }
  | { readonly kind: 'over'; readonly session: Session };

const retryMillis = 3000;

/** Shows its children to who is logged in. When a session ends they stay as they are, below the login. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const enter = (session: Session): void => {
    carryToken(session.csrfToken);
    setState({ kind: 'in', session });
    // Everything that failed for want of a session is asked again.
    void client.invalidateQueries();
  };
  const ask = (): void => {
    read<Session>('/session').then(enter, (cause: unknown) => {
      const isNobody = cause instanceof ApiFailure && cause.status === 401;
      setState(isNobody ? { kind: 'nobody' } : { kind: 'failed', cause });
    });
  };
  useEffect(ask, []);
  useEffect(
    () => whenSessionEnds(() => setState((now) => (now.kind === 'in' ? { kind: 'over', session: now.session } : now))),
    [],
  );
  useEffect(() => {
    if (state.kind !== 'failed') return undefined;
    const timer = setTimeout(ask, retryMillis);
    return () => clearTimeout(timer);
  }, [state]);
  if (state.kind === 'asking') return <Loading what="the session" lines={0} />;
  if (state.kind === 'nobody') return <Login onEnter={enter} />;
  if (state.kind === 'failed') {
    return (
      <main className={styles['gate']}>
        <Failed what="The session" cause={state.cause} retry={ask} />
      </main>
    );
  }
  const { session } = state;
  if (session.user.mustChangePassword) return <NewPassword session={session} onEnter={enter} />;
  return (
    <SessionContext value={session}>
      {children}
      {state.kind === 'over' && <Again session={session} onEnter={enter} />}
    </SessionContext>
  );
}

/** Over the screen, which keeps what was typed. Somebody else gets a page of their own. */
function Again({ session, onEnter }: { readonly session: Session; readonly onEnter: (session: Session) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const enter = (next: Session): void => {
    if (next.user.name !== session.user.name) return location.reload();
    dialog.current?.close();
    onEnter(next);
  };
  return (
    <dialog
      ref={dialog}
      className={styles['again']}
      aria-label="Sign in again"
      onCancel={(event) => event.preventDefault()}
    >
      <Login user={session.user.name} onEnter={enter} />
    </dialog>
  );
}
