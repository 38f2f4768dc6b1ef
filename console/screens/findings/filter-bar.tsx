import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { severities } from '../../../src/core/finding.js';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { setQuery } from '../../shared/query-state.js';
import { Toolbar } from '../../shared/screen.js';
import { SeverityMark } from '../../shared/severity.js';
import { filterText, type ScreenFilter } from './filter.js';
import { clearFilter } from './use-filter.js';
import type { FindingCounts } from './types.js';
import styles from './findings.module.css';

interface FilterBarParts {
  readonly filter: ScreenFilter;
  readonly bySeverity: FindingCounts['bySeverity'] | undefined;
}

/** Severities to switch, a text to look for, and what else selects, each with the way out of it. */
export function FilterBar({ filter, bySeverity }: FilterBarParts) {
  const chosen = new Set(filter.severity.split(',').filter(Boolean));
  const toggle = (severity: string): void => {
    const next = severities.filter((each) => (each === severity ? !chosen.has(each) : chosen.has(each)));
    setQuery({ severity: next.join(','), at: undefined });
  };
  const others = (['source', 'api', 'operation', 'rule'] as const).filter((name) => filter[name] !== '');
  return (
    <Toolbar label="Filter">
      {severities.map((severity) => (
        <button
          key={severity}
          type="button"
          className={styles['chip']}
          aria-pressed={chosen.has(severity)}
          onClick={() => toggle(severity)}
        >
          <SeverityMark of={severity} />
          <span className={styles['count']}>{bySeverity?.[severity] ?? 0}</span>
        </button>
      ))}
      <Search value={filter.q} />
      {others.map((name) => (
        <button
          key={name}
          type="button"
          className={styles['chip']}
          aria-label={`Remove the filter ${name} ${filter[name]}`}
          onClick={() => setQuery({ [name]: undefined, at: undefined })}
        >
          {name}: <code>{filter[name]}</code> <X size={13} aria-hidden="true" />
        </button>
      ))}
      {filterText(filter) !== '' && (
        <Button kind="quiet" onClick={clearFilter}>
          Clear the filter
        </Button>
      )}
    </Toolbar>
  );
}

const pauseMillis = 250;

/** Looks while one types. `/` goes there. */
function Search({ value }: { readonly value: string }) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => setQuery({ q: text.trim(), at: undefined }), pauseMillis);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <input
      ref={input}
      type="search"
      className={styles['search']}
      placeholder="Search in findings  /"
      aria-label="Search in findings"
      maxLength={200}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}
