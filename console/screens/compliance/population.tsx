import type { Population as Cases } from '../../../src/evidence/types.js';
import { counted } from '../../shared/number.js';
import styles from './compliance.module.css';

const mostRows = 200;

/** Every case of the period; the first of them where there are many. */
export function Population({ of: { columns, rows, total }, label }: { readonly of: Cases; readonly label: string }) {
  const shown = rows.slice(0, mostRows);
  return (
    <section className={styles['how']}>
      <h3>All of them</h3>
      <p className={styles['soft']}>
        {counted(total, 'case')}
        {shown.length < total && `; the first ${shown.length} are shown, a bundle has the others`}
      </p>
      <div className={styles['scroll']} tabIndex={0} role="group" aria-label={`Cases: ${label}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, n) => (
              <tr key={n}>
                {row.map((cell, at) => (
                  <td key={at} className={typeof cell === 'number' ? styles['number'] : undefined}>
                    {typeof cell === 'number' ? cell.toLocaleString('en') : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
