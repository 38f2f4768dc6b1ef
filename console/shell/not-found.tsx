import { Link, useLocation } from 'wouter';
import { Screen } from '../shared/screen.js';

/** For addresses that belong to no screen, or to none that this person may use. */
export function NotFound() {
  const [path] = useLocation();
  return (
    <Screen title="Nothing is here">
      <p>
        No screen of yours has the address <code>{path}</code>. <Link href="/">Go to the overview</Link>, or press{' '}
        <kbd>Ctrl</kbd> <kbd>K</kbd>.
      </p>
    </Screen>
  );
}
