import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { client } from '../shared/client.js';
import { useSession } from '../shared/session.js';
import { Loading } from '../shared/states.js';
import { Toasts } from '../shared/toast.js';
import { Fence } from './fence.js';
import { NotFound } from './not-found.js';
import { Rail } from './rail.js';
import { screensFor } from './screens.js';
import { SessionGate } from './session-gate.js';
import { Shortcuts } from './shortcuts.js';
import styles from './app.module.css';

/** The console. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <SessionGate>
        <Shell />
      </SessionGate>
    </QueryClientProvider>
  );
}

function Shell() {
  const { may } = useSession();
  const [path] = useLocation();
  useFocusOnArrival(path);
  return (
    <div className={styles['shell']}>
      <a href="#main" className={styles['skip']}>
        Skip to the content
      </a>
      <Rail />
      <div className={styles['stage']}>
        <Fence key={path}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              {screensFor(may).map(({ id, path: pattern, component }) => (
                <Route key={id} path={pattern} component={component} />
              ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </Fence>
      </div>
      <Toasts />
      <Shortcuts />
    </div>
  );
}

function Waiting() {
  return (
    <main className={styles['waiting']}>
      <Loading what="the screen" />
    </main>
  );
}

/** Another screen begins at its top, and screen readers are there. */
function useFocusOnArrival(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    scrollTo(0, 0);
    requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }, [path]);
}
