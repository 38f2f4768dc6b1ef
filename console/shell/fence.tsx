import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../shared/button.js';
import styles from './app.module.css';

interface FenceState {
  readonly fault: Error | undefined;
}

/** A screen that fails takes nothing else with it, and says how to go on. */
export class Fence extends Component<{ readonly children: ReactNode }, FenceState> {
  override state: FenceState = { fault: undefined };

  static getDerivedStateFromError(fault: Error): FenceState {
    return { fault };
  }

  override componentDidCatch(fault: Error, { componentStack }: ErrorInfo): void {
    reportError(new Error(`${fault.message}${componentStack ?? ''}`, { cause: fault }));
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    const isOutdated = /dynamically imported module|module script/i.test(fault.message);
    return (
      <main id="main" className={styles['waiting']} role="alert" data-state="failed" tabIndex={-1}>
        <h1>{isOutdated ? 'This screen could not be loaded' : 'This screen failed'}</h1>
        <p>
          {isOutdated
            ? 'Portcullis was away or was updated since this page was opened. Nothing was changed.'
            : `It is a fault of ours: ${fault.message}. Nothing was changed.`}
        </p>
        <p>
          <Button onClick={() => location.reload()}>Load the page again</Button>
        </p>
      </main>
    );
  }
}
