import { Download } from 'lucide-react';
import { address } from '../../shared/api.js';
import { useMay } from '../../shared/session.js';
import type { TimeRange } from '../../shared/time-range.js';
import styles from './traffic.module.css';

/** What matches as a file for other programs. The audit log says who took it. */
export function Export({ q, range: { since, until } }: { readonly q: string; readonly range: TimeRange }) {
  if (!useMay('exportEvents')) return null;
  return (
    <span className={styles['export']} role="group" aria-label="Export">
      {['jsonl', 'csv'].map((format) => (
        <a
          key={format}
          href={address('/events/export', { q, since, until, format })}
          download={`events.${format}`}
          className={styles['make'] ?? ''}
        >
          <Download size={14} aria-hidden="true" /> {format}
        </a>
      ))}
    </span>
  );
}
