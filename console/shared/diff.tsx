import styles from './diff.module.css';

/** A unified diff: added and removed lines by sign, word and colour. */
export function Diff({ text, label = 'Change of the policy' }: { readonly text: string; readonly label?: string }) {
  if (text.trim() === '') return <p>Nothing changes.</p>;
  return (
    <pre className={styles['diff']} tabIndex={0} aria-label={label}>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, n) => (
          // Lines of a diff have no other name than their place.
          <span key={n} className={styles[kindOf(line)]}>
            {line || ' '}
          </span>
        ))}
    </pre>
  );
}

function kindOf(line: string): 'added' | 'removed' | 'place' | 'same' {
  if (/^(@@|\+\+\+|---|diff |index )/.test(line)) return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}
