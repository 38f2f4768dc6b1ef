import { Bookmark, X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button } from '../../shared/button.js';
import { toast } from '../../shared/toast.js';
import styles from './traffic.module.css';

interface Saved {
  readonly name: string;
  readonly q: string;
}

const key = 'portcullis-queries';

const usual: readonly Saved[] = [
  { name: 'Denied', q: 'kind:denial' },
  { name: 'Would be denied', q: 'kind:would_deny' },
  { name: 'Failed logins', q: 'kind:authn_login_fail' },
  { name: 'Upstream failed', q: 'status:5xx' },
];

function stored(): readonly Saved[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.filter(isSaved) : [];
  } catch {
    return [];
  }
}

function isSaved(value: unknown): value is Saved {
  const { name, q } = (value ?? {}) as Partial<Saved>;
  return typeof name === 'string' && typeof q === 'string';
}

interface SavedQueriesParts {
  readonly q: string;
  readonly onChoose: (query: string) => void;
}

/** Queries with a name, kept in this browser; a link shares one with others. */
export function SavedQueries({ q, onChoose }: SavedQueriesParts) {
  const [own, setOwn] = useState(stored);
  const [name, setName] = useState<string>();
  const keep = (next: readonly Saved[]): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setOwn(next);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = name?.trim();
    if (!wanted) return;
    keep([...own.filter((each) => each.name !== wanted), { name: wanted, q }]);
    setName(undefined);
  };
  const remove = (saved: Saved): void => {
    const before = own;
    keep(own.filter((each) => each !== saved));
    toast({ text: `"${saved.name}" is gone from this browser`, undo: () => keep(before) });
  };
  return (
    <div className={styles['saved']} role="group" aria-label="Saved queries">
      {[...usual, ...own].map((saved) => (
        <span key={saved.name} className={styles['chip']} data-on={saved.q === q}>
          <button type="button" aria-pressed={saved.q === q} title={saved.q} onClick={() => onChoose(saved.q)}>
            {saved.name}
          </button>
          {own.includes(saved) && (
            <button type="button" aria-label={`Forget ${saved.name}`} onClick={() => remove(saved)}>
              <X size={12} aria-hidden="true" />
            </button>
          )}
        </span>
      ))}
      {name === undefined ? (
        q !== '' && (
          <Button kind="quiet" onClick={() => setName('')}>
            <Bookmark size={14} aria-hidden="true" /> Save
          </Button>
        )
      ) : (
        <form onSubmit={save} className={styles['naming']}>
          <input
            aria-label="Name of the query"
            placeholder="Name"
            autoFocus
            value={name}
            onChange={({ target }) => setName(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setName(undefined);
            }}
          />
          <Button type="submit">Save</Button>
        </form>
      )}
    </div>
  );
}
