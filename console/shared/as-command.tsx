import { Terminal } from 'lucide-react';
import { CopyButton } from './command.js';
import styles from './as-command.module.css';

/** "The same on the command line", as one quiet line. */
export function AsCommand({ text }: { readonly text: string | undefined }) {
  if (!text) return null;
  return (
    <div className={styles['line']} data-as-command="">
      <Terminal size={14} aria-hidden="true" />
      <span className="visually-hidden">As a command:</span>
      <code tabIndex={0}>{text}</code>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}
