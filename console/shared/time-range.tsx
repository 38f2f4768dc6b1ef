import { useMemo, useState } from 'react';
import { Calendar, RefreshCw } from 'lucide-react';
import { setQuery, useSearchText } from './query-state.js';
import { exactTime } from './time.js';
import styles from './time-range.module.css';

export interface TimeRange {
  /** Milliseconds since 1970; undefined is open. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** `24h`, or `` for one with two ends. */
  readonly last: string;
  /** Counts up to now again. */
  renew(): void;
  setLast(last: string): void;
  setBetween(since: number, until: number): void;
}

const spans: Readonly<Record<string, number>> = {
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
};
const names: Readonly<Record<string, string>> = {
  '15m': '15 minutes',
  '1h': 'Hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
};

/** The time range of the address: `last=24h`, or `from` and `to` in milliseconds. */
export function useTimeRange(fallback = '24h'): TimeRange {
  const search = useSearchText();
  const [now, setNow] = useState(() => Date.now());
  return useMemo(() => {
    const query = new URLSearchParams(search);
    const [from, to] = [wholeOf(query.get('from')), wholeOf(query.get('to'))];
    const last = query.get('last') ?? fallback;
    const isBetween = from !== undefined && to !== undefined && from < to;
    const span = spans[last] ?? spans[fallback];
    return {
      since: isBetween ? from : span === undefined ? undefined : now - span,
      until: isBetween ? to : undefined,
      last: isBetween ? '' : last,
      renew: () => setNow(Date.now()),
      setLast(next) {
        setNow(Date.now());
        setQuery({ last: next === fallback ? undefined : next, from: undefined, to: undefined }, true);
      },
      setBetween: (since, until) =>
        setQuery({ last: undefined, from: String(Math.floor(since)), to: String(Math.ceil(until)) }, true),
    };
  }, [search, now, fallback]);
}

function wholeOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Chooses the range: a span up to now, or two moments. */
export function TimeRangePicker({ range }: { readonly range: TimeRange }) {
  const { since, until, last } = range;
  const [isOpen, setOpen] = useState(last === '');
  const between = last === '' && since !== undefined && until !== undefined;
  return (
    <div className={styles['picker']} role="group" aria-label="Time range">
      <select
        aria-label="Time range"
        value={between || isOpen ? 'between' : last}
        onChange={({ target }) => {
          const isBetween = target.value === 'between';
          setOpen(isBetween);
          if (!isBetween) range.setLast(target.value);
          else range.setBetween(since ?? Date.now() - spans['24h']!, until ?? Date.now());
        }}
      >
        {Object.entries(names).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="between">From – to</option>
      </select>
      {between ? (
        <>
          <Moment label="From" at={since} onChange={(at) => range.setBetween(at, until)} />
          <Moment label="To" at={until} onChange={(at) => range.setBetween(since, at)} />
        </>
      ) : (
        <button type="button" aria-label="Up to now again" title="Up to now again" onClick={range.renew}>
          <RefreshCw size={14} aria-hidden="true" />
        </button>
      )}
      {between && (
        <button type="button" aria-label="24 hours again" title="24 hours again" onClick={() => range.setLast('24h')}>
          <Calendar size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

interface MomentParts {
  readonly label: string;
  readonly at: number;
  readonly onChange: (at: number) => void;
}

function Moment({ label, at, onChange }: MomentParts) {
  return (
    <input
      type="datetime-local"
      step="1"
      aria-label={label}
      value={exactTime(at).replace(' ', 'T')}
      onChange={({ target }) => {
        const next = new Date(target.value).getTime();
        if (!Number.isNaN(next)) onChange(next);
      }}
    />
  );
}
