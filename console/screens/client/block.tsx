import { Ban } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { write } from '../../shared/api.js';
import { Button } from '../../shared/button.js';
import { client } from '../../shared/client.js';
import { FailureLine, faultOf, SelectField, TextField } from '../../shared/field.js';
import { useKeys } from '../../shared/keyboard.js';
import type { ClientKind } from '../../shared/links.js';
import { pathTo } from '../../shared/path.js';
import { useMay } from '../../shared/session.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { Block as Answer } from '../detections/types.js';
import styles from './client.module.css';

const spans = [
  [15, '15 minutes'],
  [60, '1 hour'],
  [240, '4 hours'],
  [1440, '24 hours'],
] as const;

/** Slows it down or keeps it out, for a time that ends by itself. */
export function Block({ kind, id }: { readonly kind: ClientKind; readonly id: string }) {
  const mayBlock = useMay('blockClient');
  const [isOpen, setOpen] = useState(false);
  if (!mayBlock) return null;
  return (
    <div className={styles['block']}>
      <Button kind="danger" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Ban size={14} aria-hidden="true" /> Slow down or keep out
      </Button>
      {isOpen && <Form kind={kind} id={id} onDone={() => setOpen(false)} />}
    </div>
  );
}

interface FormParts {
  readonly kind: ClientKind;
  readonly id: string;
  readonly onDone: () => void;
}

function Form({ kind, id, onDone }: FormParts) {
  const [effect, setEffect] = useState<'throttle' | 'block'>('throttle');
  const [minutes, setMinutes] = useState(15);
  const [reason, setReason] = useState('');
  useKeys({ Escape: onDone });
  const { run, error, isPending } = useWrite<{ readonly block: Answer; readonly cli: string }>({
    refresh: ['/clients', '/detections', '/blocks', '/overview'],
    done: ({ block }) => {
      onDone();
      toast({
        text: `${id} is ${effect === 'block' ? 'kept out' : 'slowed down'} for ${spans.find(([value]) => value === minutes)?.[1] ?? ''}`,
        undo: () => end(block),
      });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const path = pathTo('clients', kind, id, 'blocks');
    run({ path, body: { effect, minutes, reason } });
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label="Slow down or keep out">
      <SelectField
        label="What"
        value={effect}
        onChange={({ target }) => setEffect(target.value as 'throttle' | 'block')}
      >
        <option value="throttle">Slow down</option>
        <option value="block">Keep out</option>
      </SelectField>
      <SelectField label="For" value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
        {spans.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Why"
        required
        autoFocus
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        fault={faultOf(error, 'reason')}
      />
      <FailureLine failure={error} />
      <Button kind="primary" type="submit" busy={isPending} disabled={reason.trim() === ''}>
        {effect === 'block' ? 'Keep out' : 'Slow down'}
      </Button>
    </form>
  );
}

async function end({ detectionId }: Answer): Promise<void> {
  await write('POST', `/detections/${detectionId}/undo`, { reason: 'taken back' });
  await client.invalidateQueries();
}
