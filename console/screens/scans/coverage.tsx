import { useMemo, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import type { Cell, Coverage } from '../../../src/core/finding.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { cellText, coverageFacts, type CoverageFacts } from './coverage-facts.js';
import type { CellState } from './types.js';
import styles from './scans.module.css';

/** A shape for each state: never the colour alone. */
const signs: Readonly<Record<CellState, string>> = { passed: '✓', failed: '✗', skipped: '–', unreachable: '?' };
const words: Readonly<Record<CellState, string>> = {
  passed: 'passed: requests were sent, nothing was found',
  failed: 'failed: a finding',
  skipped: 'skipped, with the reason',
  unreachable: 'unreachable: no call of it worked',
};
const states = Object.keys(signs) as readonly CellState[];

/** Operations by checks. Nothing that was not tried looks like what passed. */
export function CoverageMatrix({ coverage }: { readonly coverage: Coverage }) {
  const facts = useMemo(() => coverageFacts(coverage), [coverage]);
  const [onlyFailed, setOnly] = useQueryState('checks', 'all');
  const checks = onlyFailed === 'failed' ? facts.checks.filter((check) => hasFailed(coverage, check)) : facts.checks;
  const [chosen, choose] = useState<readonly [row: number, column: number]>();
  const operation = chosen && facts.operations[chosen[0]];
  const check = chosen && checks[chosen[1]];
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = arrows[event.key];
    if (!step) return;
    event.preventDefault();
    const [row, column] = chosen ?? [0, -1];
    choose([clamp(row + step[0], facts.operations.length), clamp(column + step[1], checks.length)]);
  };
  return (
    <Section
      title="Coverage"
      actions={
        <label>
          <input
            type="checkbox"
            checked={onlyFailed === 'failed'}
            onChange={({ target }) => setOnly(target.checked ? 'failed' : 'all')}
          />{' '}
          only checks that found something
        </label>
      }
    >
      <Legend facts={facts} />
      <div
        className={styles['matrix']}
        tabIndex={0}
        role="group"
        aria-label="Coverage; the arrow keys choose a cell"
        onKeyDown={onKeyDown}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              {checks.map((each) => (
                <th key={each} scope="col" title={each}>
                  <span>{each}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {facts.operations.map((each, row) => (
              <tr key={each}>
                <th scope="row">{each}</th>
                {checks.map((name, column) => (
                  <MatrixCell
                    key={name}
                    cell={coverage.cells[each]?.[name]}
                    isChosen={each === operation && name === check}
                    choose={() => choose([row, column])}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p role="status" className={styles['chosen']}>
        {operation !== undefined && check !== undefined ? (
          <>
            <code>{operation}</code> by <code>{check}</code>: {cellText(coverage.cells[operation]?.[check])}.{' '}
            {coverage.cells[operation]?.[check]?.state === 'failed' && (
              <Link
                href={`/findings?state=all&view=each&operation=${encodeURIComponent(operation)}&rule=${encodeURIComponent(check)}`}
              >
                The finding
              </Link>
            )}
          </>
        ) : (
          <span className={styles['soft']}>Choose a cell to see what was done there, or why nothing was.</span>
        )}
      </p>
    </Section>
  );
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const clamp = (value: number, length: number): number => Math.min(Math.max(value, 0), length - 1);

const hasFailed = ({ cells }: Coverage, check: string): boolean =>
  Object.values(cells).some((row) => row[check]?.state === 'failed');

interface CellParts {
  readonly cell: Cell | undefined;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function MatrixCell({ cell, isChosen, choose }: CellParts) {
  const state = cell?.state;
  return (
    <td
      className={`${styles['cell']} ${state ? styles[state] : ''} ${isChosen ? styles['picked'] : ''}`}
      title={cellText(cell)}
      onClick={choose}
      ref={isChosen ? (element) => element?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) : undefined}
    >
      {state ? signs[state] : ''}
    </td>
  );
}

function Legend({ facts: { counts } }: { readonly facts: CoverageFacts }) {
  return (
    <p className={styles['legend']}>
      {states.map((state) => (
        <span key={state} title={words[state]}>
          <b className={styles[state]}>{signs[state]}</b> {counts[state].toLocaleString('en')} {state}
        </span>
      ))}
    </p>
  );
}

/** Why cells are empty: what would fill them. */
export function Reasons({ coverage }: { readonly coverage: Coverage }) {
  const facts = useMemo(() => coverageFacts(coverage), [coverage]);
  const unreached = Object.entries(coverage.unreached);
  return (
    <div className={styles['columns']}>
      <Section title="Why cells were skipped">
        {facts.reasons.length === 0 && <p>None was.</p>}
        <ul className={styles['list']}>
          {facts.reasons.slice(0, 12).map(({ reason, count }) => (
            <li key={reason}>
              <b>{count.toLocaleString('en')}</b> {reason}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Operations that were not reached">
        {unreached.length === 0 && <p>Every one was.</p>}
        <ul className={styles['list']}>
          {unreached.map(([operation, why]) => (
            <li key={operation}>
              <code>{operation}</code> {why}
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
