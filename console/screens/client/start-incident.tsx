import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, TextField } from '../../shared/field.js';
import { pathTo } from '../../shared/path.js';
import { useMay } from '../../shared/session.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './client.module.css';

interface Opened {
  readonly incident: { readonly number: number };
}

/** From pinned events to an incident that has them in its timeline. */
export function StartIncident({ events }: { readonly events: readonly string[] }) {
  const mayOpen = useMay('openIncident');
  const [isOpen, setOpen] = useState(false);
  if (!mayOpen) return null;
  return (
    <>
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Start an incident
      </Button>
      {isOpen && <Form events={events} />}
    </>
  );
}

function Form({ events }: { readonly events: readonly string[] }) {
  const [, go] = useLocation();
  const [title, setTitle] = useState('');
  const { runAsync, error, isPending } = useWrite<Opened>({ refresh: ['/incidents', '/overview'] });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { incident } = await runAsync({ path: '/incidents', body: { title: title.trim() } });
      const path = pathTo('incidents', String(incident.number));
      await runAsync({ path: `${path}/pins`, body: { events } });
      go(path);
    } catch {
      // The failure stands below the field; what was typed is kept.
    }
  };
  return (
    <form className={styles['incident']} aria-label="Start an incident" onSubmit={(event) => void submit(event)}>
      <TextField
        label="What happened"
        required
        autoFocus
        maxLength={2000}
        value={title}
        onChange={({ target }) => setTitle(target.value)}
        fault={faultOf(error, 'title')}
      />
      <FailureLine failure={error} />
      <Button kind="primary" type="submit" busy={isPending} disabled={title.trim() === ''}>
        Start it
      </Button>
    </form>
  );
}
