import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import { useKeys } from './keyboard.js';
import { useOwnWidth, type OwnWidth } from './width.js';
import styles from './table.module.css';

export interface Column<T> {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: T) => ReactNode;
  /** A track of a CSS grid: `96px`, `minmax(180px, 2fr)`. Default `minmax(80px, 1fr)`. */
  readonly track?: string;
  /** Numbers stand at the right. */
  readonly align?: 'right';
  readonly mono?: boolean;
  /** Left out where the table has less room than this. */
  readonly from?: Exclude<OwnWidth, 'narrow'>;
  /** The list can be ordered by it: this is the value of `sort`. */
  readonly sort?: string;
}

export interface TableParts<T> {
  /** What the rows are, for screen readers: "Operations". */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** Key of the row that `j` and `k` are at. */
  readonly at?: string | undefined;
  readonly onMove?: (key: string) => void;
  /** Enter or a click. */
  readonly onOpen?: (row: T) => void;
  readonly hasMore?: boolean;
  readonly onEnd?: () => void;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Rows in all, where that is known. */
  readonly total?: number | undefined;
  readonly isStale?: boolean;
  readonly onScroll?: (scrollTop: number) => void;
  /** Another value: back to the first row. */
  readonly topKey?: string | number;
  /** False: `j k Enter` are somebody else's. */
  readonly keys?: boolean;
  /** Stands in the place of the rows when there are none. */
  readonly empty?: ReactNode;
}

const rowHeight = 32;
const order: readonly OwnWidth[] = ['narrow', 'compact', 'medium', 'wide'];

/** Rows of 32 px below a header that stays; only those in sight are in the page. `j k Enter` move and open. */
export function Table<T>(parts: TableParts<T>) {
  const { label, rows, rowKey, at, onMove, onOpen, hasMore = false, onEnd, total, isStale = false } = parts;
  const frame = useRef<HTMLDivElement>(null);
  const width = useOwnWidth(frame);
  const columns = parts.columns.filter(({ from }) => order.indexOf(width) >= order.indexOf(from ?? 'narrow'));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) onEnd?.();
  }, [hasMore, last, rows.length, onEnd]);
  useEffect(() => {
    frame.current?.scrollTo(0, 0);
  }, [parts.topKey]);
  useRowKeys(parts, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  const style = { '--columns': columns.map(({ track = 'minmax(80px, 1fr)' }) => track).join(' ') } as CSSProperties;
  return (
    <div
      ref={frame}
      className={styles['frame']}
      style={style}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={({ currentTarget }) => parts.onScroll?.(currentTarget.scrollTop)}
    >
      <div
        role="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : (total ?? rows.length) + 1}
        aria-busy={isStale}
      >
        <Head columns={columns} parts={parts} />
        <div role="rowgroup" className={styles['body']} style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = rows[index]!;
            const key = rowKey(row);
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                aria-current={key === at || undefined}
                className={`${styles['row']} ${onOpen ? styles['open'] : ''} ${isStale ? styles['stale'] : ''}`}
                style={{ transform: `translateY(${start}px)` }}
                onClick={(event) => {
                  if (isOwnClick(event.target)) return;
                  onMove?.(key);
                  onOpen?.(row);
                }}
              >
                {columns.map((column) => (
                  <div key={column.id} role="cell" className={classOf(column)}>
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 && parts.empty}
    </div>
  );
}

function Head<T>({
  columns,
  parts: { sort, onSort },
}: {
  readonly columns: readonly Column<T>[];
  readonly parts: TableParts<T>;
}) {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" className={styles['headRow']} aria-rowindex={1}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={classOf({ ...column, mono: false })}
            aria-sort={column.sort !== undefined && column.sort === sort ? 'other' : undefined}
          >
            {column.sort !== undefined && onSort ? (
              <button type="button" className={styles['sort']} onClick={() => onSort(column.sort!)}>
                {column.head}
                {column.sort === sort && <span aria-hidden="true"> ↓</span>}
              </button>
            ) : (
              column.head
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function classOf({ align, mono }: Pick<Column<never>, 'align' | 'mono'>): string {
  return [styles['cell'], align === 'right' && styles['right'], mono && styles['mono']].filter(Boolean).join(' ');
}

/** Links and buttons in a row do what they say. */
function isOwnClick(target: EventTarget): boolean {
  if (!(target instanceof Element)) return false;
  const isSelecting = (getSelection()?.toString() ?? '') !== '';
  return isSelecting || target.closest('a, button, input, label') !== null;
}

function useRowKeys<T>(
  { rows, rowKey, at, onMove, onOpen, keys = true }: TableParts<T>,
  show: (index: number) => void,
) {
  const move = (step: number): void => {
    if (!rows.length || !onMove) return;
    const here = rows.findIndex((row) => rowKey(row) === at);
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
    onMove(rowKey(rows[next]!));
    show(next);
  };
  const open = (event: KeyboardEvent): void => {
    const row = rows.find((each) => rowKey(each) === at);
    const isElsewhere = event.target instanceof Element && event.target.closest('a, button, summary') !== null;
    if (row && !isElsewhere) onOpen?.(row);
  };
  const isOn = keys && onMove !== undefined;
  useKeys(isOn ? { j: () => move(1), k: () => move(-1) } : {});
  useKeys(isOn && onOpen ? { Enter: open } : {}, { letsThrough: true });
}
