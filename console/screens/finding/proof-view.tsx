import type { Proof, ProofStep, Verdict } from '../../../src/core/finding.js';
import { Badge, type Tone } from '../../shared/severity.js';
import { ExchangeView } from './exchange.js';
import styles from './proof.module.css';

interface VerdictWords {
  readonly label: string;
  readonly tone: Tone;
}

export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  proved: { label: 'Proved closed', tone: 'ok' },
  bypassed: { label: 'Bypassed', tone: 'critical' },
  'breaks-legitimate-use': { label: 'Breaks legitimate use', tone: 'high' },
  'already-fixed': { label: 'Fixed upstream', tone: 'ok' },
  inconclusive: { label: 'Inconclusive', tone: 'medium' },
};

/** What was sent, what became of it and who denied it: the verdict with everything that it stands on. */
export function ProofView({ proof }: { readonly proof: Proof }) {
  const { verdict, because, attackDirect, attackThrough, controlDirect, controlThrough, variants } = proof;
  const denied = variants.filter(({ outcome }) => outcome === 'denied').length;
  const { label, tone } = verdictWords[verdict];
  const steps = [attackDirect, attackThrough, controlDirect, controlThrough].filter((step) => step !== undefined);
  return (
    <div className={styles['proof']}>
      <p className={styles['verdict']}>
        <Badge tone={tone}>{label}</Badge> <span>{because}</span>
      </p>
      {steps.map((step) => (
        <Step key={step.name} step={step} wants={wantedOf(step.name)} />
      ))}
      {variants.length > 0 && (
        <details className={styles['variants']}>
          <summary>
            <b>
              {denied} of {variants.length} variants denied
            </b>
            <span className={styles['soft']}>other forms of the same attack</span>
          </summary>
          {variants.map((step, n) => (
            <Step key={`${n} ${step.name}`} step={step} wants="denied" />
          ))}
        </details>
      )}
    </div>
  );
}

const wantedOf = (name: string): ProofStep['outcome'] => (/^attack.*through/.test(name) ? 'denied' : 'worked');

const outcomeWords: Readonly<Record<ProofStep['outcome'], string>> = {
  worked: 'worked',
  denied: 'denied',
  failed: 'had no effect',
  unreachable: 'not reached',
};

function Step({ step, wants }: { readonly step: ProofStep; readonly wants: ProofStep['outcome'] }) {
  const { name, outcome, status, deniedBy, exchanges } = step;
  const isAsWanted = outcome === wants || (wants === 'denied' && outcome === 'failed');
  const last = exchanges.at(-1);
  return (
    <details className={styles['step']}>
      <summary>
        <span className={styles['name']}>{name}</span>
        {last && (
          <code className={styles['sent']}>
            {last.request.method} {last.request.url.replace(/^[a-z]+:\/\/[^/]*/i, '')}
          </code>
        )}
        <span className={styles['outcome']}>
          <Badge tone={isAsWanted ? 'ok' : 'high'}>
            {outcomeWords[outcome]}
            {status > 0 && ` (${status})`}
          </Badge>
          {deniedBy !== undefined && <span>by the guard {deniedBy}</span>}
        </span>
      </summary>
      {exchanges.map((exchange, n) => (
        <ExchangeView key={n} exchange={exchange} />
      ))}
    </details>
  );
}
