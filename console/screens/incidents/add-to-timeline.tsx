import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, TextArea, TextField } from '../../shared/field.js';
import { useMay } from '../../shared/session.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './incidents.module.css';

/** A note, or events of the log. */
export function AddToTimeline({ number }: { readonly number: number }) {
  const mayNote = useMay('noteIncident');
  const mayPin = useMay('pinEvents');
  return (
    <div className={styles['columns']}>
      {mayNote && <Note number={number} />}
      {mayPin && <Pin number={number} />}
    </div>
  );
}

function Note({ number }: { readonly number: number }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState('');
  const { run, error, isPending } = useWrite({
    refresh: ['/incidents'],
    done: () => {
      setText('');
      setAt('');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({
      path: `/incidents/${number}/notes`,
      body: { text: text.trim(), ...(at ? { at: new Date(at).getTime() } : {}) },
    });
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label="Add a note">
      <TextArea
        label="Note"
        required
        maxLength={2000}
        placeholder="called the shop team; they see it too"
        value={text}
        onChange={({ target }) => setText(target.value)}
        fault={faultOf(error, 'text')}
      />
      <TextField
        label="When it happened"
        type="datetime-local"
        hint="empty: now"
        value={at}
        onChange={({ target }) => setAt(target.value)}
        fault={faultOf(error, 'at')}
      />
      <FailureLine failure={error} />
      <div className={styles['buttons']}>
        <Button type="submit" busy={isPending} disabled={text.trim() === ''}>
          Add the note
        </Button>
      </div>
      <AsCommand text={`portcullis incident note ${number} 'TEXT'`} />
    </form>
  );
}

function Pin({ number }: { readonly number: number }) {
  const [ids, setIds] = useState('');
  const { run, error, isPending } = useWrite({ refresh: ['/incidents'], done: () => setIds('') });
  const events = ids.split(/[\s,]+/).filter(Boolean);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({ path: `/incidents/${number}/pins`, body: { events } });
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label="Pin events">
      <TextArea
        label="Events"
        required
        hint="ids, as Traffic shows them; they stand at their own times"
        value={ids}
        onChange={({ target }) => setIds(target.value)}
        fault={faultOf(error, 'events')}
      />
      <FailureLine failure={error} />
      <div className={styles['buttons']}>
        <Button type="submit" busy={isPending} disabled={events.length === 0}>
          Pin
        </Button>
      </div>
      <AsCommand text={`portcullis incident pin ${number} EVENT`} />
    </form>
  );
}
