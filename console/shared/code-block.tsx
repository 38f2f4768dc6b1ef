import { CopyButton } from './command.js';
import styles from './code-block.module.css';

export interface CodeBlockParts {
  readonly text: string;
  /** What it is, for screen readers and for the copy button. */
  readonly label: string;
  /** Texts in it that prove something: shown as marks. */
  readonly marks?: readonly string[];
  /** Long lines break instead of scrolling. */
  readonly wrap?: boolean;
}

/** Text as it is: never read as markup, whatever it is. */
export function CodeBlock({ text, label, marks = [], wrap = false }: CodeBlockParts) {
  return (
    <div className={styles['block']}>
      <pre tabIndex={0} aria-label={label} className={wrap ? styles['wrap'] : undefined}>
        <code>{marked(text, marks)}</code>
      </pre>
      <CopyButton text={text} label={`Copy: ${label}`} />
    </div>
  );
}

function marked(text: string, marks: readonly string[]) {
  const wanted = marks.filter((mark) => mark !== '');
  if (!wanted.length) return text;
  const pattern = new RegExp(
    `(${wanted.map((mark) => mark.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join('|')})`,
  );
  // Parts at odd places are what the group matched.
  return text.split(pattern).map((part, n) => (n % 2 === 1 ? <mark key={n}>{part}</mark> : part));
}
