import { setQuery } from '../../shared/query-state.js';
import { isoDay, periodOf, spans, usualSpan, type PeriodWords } from './period.js';
import styles from './compliance.module.css';

interface PickerParts {
  readonly words: PeriodWords;
  readonly now: number;
}

/** The last so many days, or two days with both of them included. */
export function PeriodPicker({ words, now }: PickerParts) {
  const { last, from, to } = words;
  const isBetween = from !== '' || to !== '';
  const choose = (next: string): void => {
    if (next !== 'between') {
      setQuery({ last: next === usualSpan ? undefined : next, from: undefined, to: undefined }, true);
      return;
    }
    setQuery({ last: undefined, from: isoDay(periodOf(words, now).since), to: isoDay(now) }, true);
  };
  return (
    <div className={styles['picker']} role="group" aria-label="Period">
      <select
        aria-label="Period"
        value={isBetween ? 'between' : spans.some(({ id }) => id === last) ? last : usualSpan}
        onChange={({ target }) => choose(target.value)}
      >
        {spans.map(({ id, label }) => (
          <option key={id} value={id}>
            Last {label}
          </option>
        ))}
        <option value="between">From – to</option>
      </select>
      {isBetween && (
        <>
          <Day label="First day" value={from} most={to} onChange={(day) => setQuery({ from: day })} />
          <Day label="Last day" value={to} least={from} onChange={(day) => setQuery({ to: day })} />
        </>
      )}
    </div>
  );
}

interface DayParts {
  readonly label: string;
  readonly value: string;
  readonly least?: string;
  readonly most?: string;
  readonly onChange: (day: string) => void;
}

function Day({ label, value, least, most, onChange }: DayParts) {
  return (
    <input
      type="date"
      aria-label={label}
      required
      value={value}
      min={least}
      max={most}
      onChange={({ target }) => {
        if (target.value !== '') onChange(target.value);
      }}
    />
  );
}
