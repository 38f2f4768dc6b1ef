import { CornerDownLeft, Search } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ApiFailure } from './api.js';
import { useKeys } from './keyboard.js';
import { completionsFor, type Completion, type FieldHelp } from './query-completion.js';
import { wordAt } from './query-text.js';
import styles from './query-bar.module.css';

export interface QueryBarParts {
  /** The query in force. */
  readonly value: string;
  readonly onSubmit: (query: string) => void;
  readonly fields: readonly FieldHelp[];
  /** Values that a field has in the data, the most frequent first. */
  readonly valuesOf?: (field: string) => readonly string[];
  /** Why the query in force could not be read. */
  readonly failure?: ApiFailure | undefined;
  readonly label?: string;
  readonly children?: ReactNode;
}

/** Letters that the line surely shows at once: below a longer one it stands again, with the place. */
const mostInSight = 90;

/** One line of the query language, with completion, and with what is wrong shown at its place. `/` goes there. */
export function QueryBar({ value, onSubmit, fields, valuesOf, failure, label = 'Query', children }: QueryBarParts) {
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState<number>();
  const [chosen, choose] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  // Set as soon as the text is there: whoever types fast is not overtaken by it.
  const placed = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (placed.current === undefined) return;
    input.current?.setSelectionRange(placed.current, placed.current);
    placed.current = undefined;
  });
  const id = useId();
  useEffect(() => setText(value), [value]);
  useKeys({ '/': () => input.current?.select() });
  const entries = caret === undefined ? [] : completionsFor(text, caret, { fields, valuesOf });
  const take = ({ insert, isWhole }: Completion): void => {
    const at = caret ?? text.length;
    const { start } = wordAt(text, at);
    const next = `${text.slice(0, start)}${insert}${isWhole ? ' ' : ''}`;
    setText(next + text.slice(at).replace(/^\S*/, '').trimStart());
    setCaret(next.length);
    choose(-1);
    placed.current = next.length;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!entries.length) return;
      event.preventDefault();
      const step = key === 'ArrowDown' ? 1 : -1;
      choose((chosen + step + entries.length) % entries.length);
    } else if ((key === 'Enter' || key === 'Tab') && entries[chosen]) {
      event.preventDefault();
      take(entries[chosen]);
    } else if (key === 'Enter') {
      setCaret(undefined);
      onSubmit(text.trim());
    } else if (key === 'Escape') {
      event.stopPropagation();
      if (entries.length) setCaret(undefined);
      else input.current?.blur();
    }
  };
  const column = text === value ? failure?.fields[0]?.column : undefined;
  return (
    <form
      className={styles['bar']}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(text.trim());
      }}
    >
      <div className={`${styles['line']} ${failure ? styles['wrong'] : ''}`}>
        <Search size={15} aria-hidden="true" className={styles['icon']} />
        <div className={styles['field']}>
          <input
            ref={input}
            value={text}
            aria-label={label}
            role="combobox"
            aria-expanded={entries.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={entries[chosen] ? `${id}-${chosen}` : undefined}
            aria-invalid={failure !== undefined}
            aria-describedby={failure ? `${id}-wrong` : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="everything; try kind:denial status:4xx -client:127.0.0.1"
            onChange={({ target }) => {
              setText(target.value);
              setCaret(target.selectionStart ?? target.value.length);
              choose(-1);
            }}
            onKeyDown={onKeyDown}
            onFocus={({ target }) => setCaret(target.selectionStart ?? target.value.length)}
            onBlur={() => setCaret(undefined)}
          />
          {entries.length > 0 && <List id={id} entries={entries} chosen={chosen} take={take} />}
        </div>
        {text.trim() !== value && (
          <button type="submit" className={styles['run']} aria-label="Search">
            <CornerDownLeft size={14} aria-hidden="true" /> Enter
          </button>
        )}
        {children}
      </div>
      {failure && (
        <div id={`${id}-wrong`} role="alert" className={styles['message']}>
          {column !== undefined && (
            <pre aria-hidden="true">
              {text.length > mostInSight && `${text}\n`}
              {`${' '.repeat(Math.max(0, column - 1))}^`}
            </pre>
          )}
          {column !== undefined && `Column ${column}: `}
          {failure.fields[0]?.detail ?? failure.message}
          {failure.expected && <>. Expected: {failure.expected}</>}
        </div>
      )}
    </form>
  );
}

interface ListParts {
  readonly id: string;
  readonly entries: readonly Completion[];
  readonly chosen: number;
  readonly take: (entry: Completion) => void;
}

function List({ id, entries, chosen, take }: ListParts) {
  return (
    <ul id={`${id}-list`} role="listbox" aria-label="Completions" className={styles['list']}>
      {entries.map((entry, n) => (
        <li
          key={entry.insert}
          id={`${id}-${n}`}
          role="option"
          aria-selected={n === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            take(entry);
          }}
        >
          <code>{entry.insert}</code>
          <span>{entry.describe}</span>
        </li>
      ))}
    </ul>
  );
}
