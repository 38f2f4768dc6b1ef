import type { Evidence, Finding } from '../../../src/core/finding.js';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { ExchangeView } from './exchange.js';
import { marksOf } from './marks.js';
import styles from './finding.module.css';

/** The attack with what proves it, and its legitimate twin beside it; what else was tried below, folded. */
export function EvidencePair({ finding }: { readonly finding: Finding }) {
  const { evidence } = finding;
  const attack = evidence.find(({ kind, exchange }) => kind === 'attack' && exchange);
  const verify = evidence.find(({ kind, exchange }) => kind === 'verify' && exchange);
  const control = evidence.find(({ kind, exchange }) => kind === 'control' && exchange);
  const shown = new Set([attack, verify, control]);
  const others = evidence.filter((each) => !shown.has(each));
  if (!attack && !control) return <Places finding={finding} />;
  return (
    <Section title="Evidence">
      <div className={`${styles['pair']} ${attack && control ? '' : styles['alone']}`}>
        {attack && (
          <div className={styles['stack']}>
            <Piece finding={finding} evidence={attack} />
            {verify && <Piece finding={finding} evidence={verify} />}
          </div>
        )}
        {control && <Piece finding={finding} evidence={control} />}
      </div>
      {others.length > 0 && (
        <div className={styles['more']}>
          {others.map((each, n) => (
            <Other key={n} finding={finding} evidence={each} />
          ))}
        </div>
      )}
    </Section>
  );
}

const words: Readonly<Record<Evidence['kind'], string>> = {
  attack: 'attack',
  verify: 'what it did',
  control: 'control',
  'counter-control': 'counter-control',
  setup: 'setup',
  text: 'note',
};

function Piece({ finding, evidence }: { readonly finding: Finding; readonly evidence: Evidence }) {
  const { kind, summary, exchange } = evidence;
  return (
    <article
      className={`${styles['piece']} ${kind === 'control' ? styles['control'] : styles['attack']}`}
      aria-label={words[kind]}
    >
      <header className={styles['pieceHead']}>
        <Badge tone={kind === 'control' ? 'ok' : 'high'}>{words[kind]}</Badge>
        <h3>{summary}</h3>
      </header>
      <ExchangeView exchange={exchange!} marks={marksOf(finding, evidence)} isControl={kind === 'control'} />
    </article>
  );
}

function Other({ finding, evidence }: { readonly finding: Finding; readonly evidence: Evidence }) {
  const { kind, summary, exchange, place } = evidence;
  if (!exchange) {
    return (
      <p>
        {summary} {place && <span className={styles['place']}>{placeText(place)}</span>}
      </p>
    );
  }
  return (
    <details>
      <summary>
        <Badge>{words[kind]}</Badge>
        <span>{summary}</span>
        <span className={styles['status']}>{exchange.response.status || 'no answer'}</span>
      </summary>
      <ExchangeView exchange={exchange} marks={marksOf(finding, evidence)} />
    </details>
  );
}

/** A finding of the audit: where it stands instead of what was sent. */
function Places({ finding: { evidence, place, related = [] } }: { readonly finding: Finding }) {
  return (
    <Section title="Where it stands">
      <ul className={styles['more']}>
        {place && <li className={styles['place']}>{placeText(place)}</li>}
        {related.map((each) => (
          <li key={placeText(each)} className={styles['place']}>
            {placeText(each)}
          </li>
        ))}
        {evidence.map(({ summary, place: own }, n) => (
          <li key={n}>
            {summary} {own && <span className={styles['place']}>{placeText(own)}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The name of the file is enough for a person; its folder is that of the policy. */
export function placeText({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}): string {
  return `${file.replace(/^.*\//, '')}:${line}:${column}`;
}
