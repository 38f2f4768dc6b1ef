import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from './keyboard.js';
import styles from './search-field.module.css';

export interface SearchFieldParts {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

const pauseMillis = 200;

/** Words to look for in a list, as they are typed. `/` goes there. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldParts) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => latest.current(text), pauseMillis);
    return () => clearTimeout(timer);
  }, [text, value]);
  useKeys({ '/': () => input.current?.select() });
  return (
    <label className={styles['field']}>
      <Search size={15} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key }) => {
          if (key === 'Escape') input.current?.blur();
        }}
      />
    </label>
  );
}
