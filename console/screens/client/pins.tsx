import { Pin, PinOff, X } from 'lucide-react';
import type { SecurityEvent } from '../../../src/core/events.js';
import { address } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { eventText } from '../../shared/event-columns.js';
import { useKeys } from '../../shared/keyboard.js';
import { counted } from '../../shared/number.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { useMay } from '../../shared/session.js';
import { ExactTime } from '../../shared/time.js';
import { StartIncident } from './start-incident.js';
import styles from './client.module.css';

export interface PinSet {
  readonly ids: readonly string[];
  toggle(id: string): void;
  clear(): void;
}

/** Events that somebody holds on to, kept in the address: a link has them too. */
export function usePins(): PinSet {
  const [text, set] = useQueryState('pins');
  const ids = text === '' ? [] : text.split(',');
  return {
    ids,
    toggle: (id) => set((ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]).join(',')),
    clear: () => set(''),
  };
}

export function PinButton({ pins, id }: { readonly pins: PinSet; readonly id: string }) {
  const isPinned = pins.ids.includes(id);
  useKeys({ p: () => pins.toggle(id) });
  return (
    <Button hotkey="p" aria-pressed={isPinned} onClick={() => pins.toggle(id)}>
      {isPinned ? <PinOff size={14} aria-hidden="true" /> : <Pin size={14} aria-hidden="true" />}
      {isPinned ? 'Let go' : 'Pin'}
    </Button>
  );
}

interface PinsParts {
  readonly pins: PinSet;
  readonly events: readonly SecurityEvent[];
}

/** What is pinned, and what can be done with it. */
export function Pins({ pins, events }: PinsParts) {
  const mayExport = useMay('exportEvents');
  if (!pins.ids.length) return null;
  const query = pins.ids.map((id) => `id:${id}`).join(' OR ');
  return (
    <section className={styles['pins']} aria-label="Pinned events">
      <div className={styles['pinsHead']}>
        <h3>{counted(pins.ids.length, 'pinned event')}</h3>
        {mayExport && (
          <a href={address('/events/export', { q: query, format: 'jsonl' })} download="pinned-events.jsonl">
            Export as JSON lines
          </a>
        )}
        <StartIncident events={pins.ids} />
        <Button kind="quiet" onClick={pins.clear}>
          Let all go
        </Button>
      </div>
      <ul>
        {pins.ids.map((id) => (
          <One key={id} id={id} event={events.find((each) => each.id === id)} onDrop={() => pins.toggle(id)} />
        ))}
      </ul>
      <AsCommand text={`portcullis events export '${query}'`} />
    </section>
  );
}

interface OneParts {
  readonly id: string;
  readonly event: SecurityEvent | undefined;
  readonly onDrop: () => void;
}

function One({ id, event, onDrop }: OneParts) {
  return (
    <li>
      <button type="button" className={styles['pin']} onClick={() => setQuery({ row: id })}>
        {event ? (
          <>
            <ExactTime at={event.time} /> <span>{event.kind}</span> <span>{event.operationId}</span>{' '}
            <span>{eventText(event)}</span>
          </>
        ) : (
          <code>{id}</code>
        )}
      </button>
      <button type="button" className={styles['drop']} aria-label="Let go" onClick={onDrop}>
        <X size={12} aria-hidden="true" />
      </button>
    </li>
  );
}
