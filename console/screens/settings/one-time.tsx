import { useEffect, useRef } from 'react';
import { Button } from '../../shared/button.js';
import { Command } from '../../shared/command.js';
import styles from './settings.module.css';

interface OneTimeParts {
  readonly title: string;
  readonly note: string;
  readonly secret: string;
  readonly done: () => void;
}

/** A secret that is shown this once. It stays until somebody says that it was copied. */
export function OneTime({ title, note, secret, done }: OneTimeParts) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [secret]);
  return (
    <div ref={box} className={styles['secret']} role="status" tabIndex={-1} aria-label={title}>
      <p>
        <b>{title}.</b> {note}
      </p>
      <Command text={secret} label="Copy the secret" />
      <div className={styles['buttons']}>
        <Button onClick={done}>I have it</Button>
      </div>
    </div>
  );
}
