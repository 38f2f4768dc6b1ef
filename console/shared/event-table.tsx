import type { SecurityEvent } from '../../src/core/events.js';
import { eventColumns } from './event-columns.js';
import { Table } from './table.js';
import styles from './event-table.module.css';

interface EventTableParts {
  readonly label: string;
  readonly events: readonly SecurityEvent[];
  readonly at?: string;
  readonly onMove?: (id: string) => void;
}

const rowHeight = 33;

/** A few events, as high as they need. */
export function EventTable({ label, events, at, onMove }: EventTableParts) {
  const height = Math.min(420, (events.length + 1) * rowHeight + 2);
  return (
    <div className={styles['frame']} style={{ height }}>
      <Table
        label={label}
        columns={eventColumns}
        rows={events}
        rowKey={({ id }) => id}
        at={at}
        {...(onMove && { onMove, onOpen: ({ id }: SecurityEvent) => onMove(id) })}
      />
    </div>
  );
}
