import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { ApiFailure } from './api.js';
import styles from './field.module.css';

interface FieldParts {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it: shown below, and told to screen readers. */
  readonly fault?: string | undefined;
}

interface Wired {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

function Frame({ label, hint, fault, children }: FieldParts & { readonly children: (wired: Wired) => ReactNode }) {
  const id = useId();
  const below = fault ?? hint;
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': fault !== undefined, 'aria-describedby': below ? `${id}-below` : undefined })}
      {below && (
        <p id={`${id}-below`} className={fault ? styles['fault'] : styles['hint']} role={fault ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, fault, ...rest }: FieldParts & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(wired) => <input {...rest} {...wired} className={styles['input']} />}
    </Frame>
  );
}

export function TextArea({ label, hint, fault, ...rest }: FieldParts & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(wired) => <textarea rows={3} {...rest} {...wired} className={styles['input']} />}
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  fault,
  children,
  ...rest
}: FieldParts & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(wired) => (
        <select {...rest} {...wired} className={styles['input']}>
          {children}
        </select>
      )}
    </Frame>
  );
}

/** What an answer says is wrong with one field of the body, by its JSON pointer. */
export function faultOf(failure: unknown, field: string): string | undefined {
  if (!(failure instanceof ApiFailure)) return undefined;
  return failure.fields.find(({ pointer }) => pointer === `/${field}` || pointer === field)?.detail;
}

/** What failed, in one line, with the way out: below a form, whose text stays. */
export function FailureLine({ failure }: { readonly failure: unknown }) {
  if (!failure) return null;
  const known = failure instanceof ApiFailure ? failure : undefined;
  return (
    <p role="alert" className={styles['fault']}>
      {known?.message ?? 'This failed in the page itself; nothing was sent.'}
      {known?.expected && <> Expected: {known.expected}.</>}
      {known?.hint && <> {known.hint}</>}
    </p>
  );
}
