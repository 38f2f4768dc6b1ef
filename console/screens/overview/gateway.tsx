import type { ReactNode } from 'react';
import { Facts } from '../../shared/facts.js';
import { Badge } from '../../shared/severity.js';
import type { Overview } from './types.js';
import styles from './overview.module.css';

interface GatewayParts {
  readonly of: Overview | undefined;
  readonly children: ReactNode;
}

/** How the gateway is, and what it does. */
export function Gateway({ of, children }: GatewayParts) {
  const gateway = of?.gateway;
  return (
    <section className={styles['card']}>
      <div className={styles['cardHead']}>
        <h2>Gateway</h2>
        {gateway && <State of={gateway} />}
      </div>
      {gateway?.refused && (
        <p className={styles['warning']} role="alert">
          The policy in the file was refused; the one before stays in force: {gateway.refused}
        </p>
      )}
      {gateway && gateway.reasons.length > 0 && (
        <ul className={styles['warning']}>
          {gateway.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <Facts
        of={[
          ['Address', gateway ? gateway.urls.join(', ') || 'none: start it with portcullis start' : '\u00a0'],
          ['Policy', gateway ? <code>{gateway.policyDigest?.slice(0, 12) ?? 'none in force'}</code> : '\u00a0'],
          ['Workers', gateway ? workersOf(gateway) : '\u00a0'],
        ]}
      />
      {children}
    </section>
  );
}

function workersOf({ workers }: Overview['gateway']): string {
  return workers ? `${workers.serving} of ${workers.wanted} serving` : 'not known here';
}

function State({ of: { running, ready } }: { readonly of: Overview['gateway'] }) {
  if (!running) return <Badge tone="medium">Not running</Badge>;
  if (ready === false) return <Badge tone="high">Not ready</Badge>;
  return <Badge tone="ok">{ready ? 'Ready' : 'Running'}</Badge>;
}
