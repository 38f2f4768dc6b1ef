import { counted } from '../../shared/number.js';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { FailureLine } from '../../shared/field.js';
import type { PolicyCheck, PolicyFault } from './types.js';
import styles from './policy.module.css';

interface CheckParts {
  readonly check: PolicyCheck | undefined;
  readonly failure: unknown;
  /** False: it is of an earlier text. */
  readonly isSettled: boolean;
  readonly file: string;
  readonly goTo: (place: { readonly line: number; readonly column: number }) => void;
}

/** Every fault with line and column; a click goes there. */
export function CheckList({ check, failure, isSettled, file, goTo }: CheckParts) {
  return (
    <Section title="Check">
      <p role="status">
        {!isSettled && !failure && <Badge>checking…</Badge>}
        {isSettled && check?.valid && (
          <>
            <Badge tone="ok">It compiles</Badge>{' '}
            {check.apis.map(({ name, operations }) => `${name}: ${counted(operations, 'operation')}`).join(', ')}
          </>
        )}
        {isSettled && check && !check.valid && <Badge tone="high">{counted(check.errors.length, 'fault')}</Badge>}
      </p>
      <FailureLine failure={failure} />
      {check && !check.valid && (
        <ul className={styles['faults']}>
          {check.errors.map((fault, n) => (
            <li key={`${n} ${fault.detail}`}>
              <Fault fault={fault} file={file} goTo={goTo} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Fault({ fault, file, goTo }: Pick<CheckParts, 'file' | 'goTo'> & { readonly fault: PolicyFault }) {
  const { line, column = 1, detail, expected, hint } = fault;
  const isHere = line !== undefined && (fault.file === undefined || fault.file === file);
  const place = line === undefined ? '' : `${isHere ? '' : `${fault.file}:`}${line}:${column}`;
  return (
    <>
      {isHere ? (
        <button type="button" className={styles['place']} onClick={() => goTo({ line, column })}>
          {place}
        </button>
      ) : (
        <code>{place}</code>
      )}{' '}
      {detail}
      {expected !== undefined && <span className={styles['soft']}> Expected: {expected}.</span>}
      {hint !== undefined && <span className={styles['soft']}> {hint}</span>}
    </>
  );
}
