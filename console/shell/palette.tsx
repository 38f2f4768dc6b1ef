import { useDeferredValue, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../shared/dialog.js';
import { pathTo } from '../shared/path.js';
import { useSession } from '../shared/session.js';
import { useRead } from '../shared/use-read.js';
import { screensFor } from './screens.js';
import { term } from '../shared/query-text.js';
import styles from './palette.module.css';

interface Target {
  readonly key: string;
  readonly label: string;
  readonly about: string;
  readonly path: string;
  readonly isCode?: boolean;
}

interface FoundOperations {
  readonly items: readonly {
    readonly api: string;
    readonly id: string;
    readonly method: string;
    readonly path: string;
  }[];
}

const mostOperations = 8;

/** Ctrl-K: a screen, an operation, or whatever was typed as a client or a query. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { may } = useSession();
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const [chosen, choose] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const { data } = useRead<FoundOperations>('/operations', {
    query: { q: wanted, limit: mostOperations },
    enabled: wanted !== '' && may.includes('listOperations'),
  });
  const operations = wanted === '' ? [] : (data?.items ?? []);
  const targets = [...screenTargets(may, wanted), ...operationTargets(operations), ...freeTargets(wanted)];
  const at = Math.min(chosen, targets.length - 1);
  const take = (target: Target | undefined): void => {
    if (!target) return;
    onClose();
    go(target.path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step && targets.length) {
      event.preventDefault();
      choose((at + step + targets.length) % targets.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(targets[at]);
    }
  };
  return (
    <Dialog label="Go to" onClose={onClose}>
      <input
        className={styles['input']}
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={targets[at] ? `palette-${at}` : undefined}
        aria-label="Go to a screen, an operation or a client"
        placeholder="A screen, an operation, a user, a key, an address"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          choose(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-list" role="listbox" aria-label="Places" className={styles['list']}>
        {targets.map((target, n) => (
          <li
            key={target.key}
            id={`palette-${n}`}
            role="option"
            aria-selected={n === at}
            onClick={() => take(target)}
            onPointerMove={() => choose(n)}
          >
            <span className={target.isCode ? styles['code'] : undefined}>{target.label}</span>
            <span className={styles['about']}>{target.about}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function screenTargets(may: readonly string[], wanted: string): readonly Target[] {
  return screensFor(may).flatMap(({ id, path, rail }) => {
    if (!rail || !`${rail.label} ${rail.about}`.toLowerCase().includes(wanted.toLowerCase())) return [];
    return [{ key: id, label: rail.label, about: rail.about, path }];
  });
}

function operationTargets(items: FoundOperations['items']): readonly Target[] {
  return items
    .filter(({ id }) => id !== '')
    .map(({ api, id, method, path }) => ({
      key: `operation ${api} ${id}`,
      label: `${method} ${path}`,
      about: `operation ${id}`,
      path: pathTo('inventory', api, id),
      isCode: true,
    }));
}

/** What was typed itself: as an address, a user, or a query. */
function freeTargets(wanted: string): readonly Target[] {
  if (wanted === '') return [];
  const isAddress =
    /^(\d{1,3}\.){3}\d{1,3}$|^[\da-f:]*:[\da-f:]*$/i.test(wanted) && wanted.includes('.') !== wanted.includes('::');
  const isWord = !/[\s:]/.test(wanted);
  const client = (kind: string, label: string): Target => ({
    key: kind,
    label: wanted,
    about: label,
    path: pathTo('clients', kind, wanted),
    isCode: true,
  });
  return [
    ...(isAddress ? [client('client', 'everything from this address')] : []),
    ...(isWord && !isAddress
      ? [client('principal', 'everything of this user'), client('credential', 'everything with this key or token')]
      : []),
    {
      key: 'query',
      label: wanted,
      about: 'search in the traffic',
      path: `/traffic?${new URLSearchParams({ q: /[:\s"]/.test(wanted) ? wanted : textOf(wanted) }).toString()}`,
      isCode: true,
    },
  ];
}

const textOf = (word: string): string => term('', word).slice(1);
