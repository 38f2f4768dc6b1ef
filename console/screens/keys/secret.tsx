import { useEffect, useRef } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Command } from '../../shared/command.js';
import type { MadeKey } from './types.js';
import styles from './keys.module.css';

/** The secret of a new key, this once. It stays until somebody says that it was copied. */
export function Secret({ of: { key, record, cli }, done }: { readonly of: MadeKey; readonly done: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className={styles['secret']} role="status" tabIndex={-1} aria-label={`Secret of ${record.name}`}>
      <p>
        <b>The secret of {record.name}.</b> It is shown only now: copy it to where it is needed.
      </p>
      <Command text={key} label="Copy the secret" />
      <div className={styles['buttons']}>
        <Button onClick={done}>I have it</Button>
      </div>
      <AsCommand text={cli} />
    </div>
  );
}
