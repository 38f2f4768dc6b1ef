import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, TextArea, TextField } from '../../shared/field.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './incidents.module.css';

interface Action {
  readonly what: string;
  readonly owner: string;
  readonly due: string;
}

const noAction: Action = { what: '', owner: '', due: '' };

/** What held, what did not, and who does what until when. */
export function CloseForm({ number, close }: { readonly number: number; readonly close: () => void }) {
  const [held, setHeld] = useState('');
  const [failed, setFailed] = useState('');
  const [actions, setActions] = useState<readonly Action[]>([]);
  const review = useWrite({
    refresh: ['/incidents', '/overview'],
    done: () => {
      close();
      toast({ text: `Incident ${number} is closed` });
    },
  });
  const setAction = (n: number, change: Partial<Action>): void =>
    setActions(actions.map((action, each) => (each === n ? { ...action, ...change } : action)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    review.run({ path: `/incidents/${number}/review`, body: { held, failed, actions } });
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label="Review of the incident">
      <TextArea
        label="What held"
        required
        autoFocus
        maxLength={2000}
        value={held}
        onChange={({ target }) => setHeld(target.value)}
        fault={faultOf(review.error, 'held')}
      />
      <TextArea
        label="What did not"
        required
        maxLength={2000}
        value={failed}
        onChange={({ target }) => setFailed(target.value)}
        fault={faultOf(review.error, 'failed')}
      />
      {actions.map((action, n) => (
        <ActionFields
          key={n}
          n={n + 1}
          of={action}
          change={(change) => setAction(n, change)}
          remove={() => setActions(actions.filter((_, each) => each !== n))}
        />
      ))}
      <FailureLine failure={review.error} />
      <div className={styles['buttons']}>
        <Button onClick={() => setActions([...actions, noAction])}>Add something to do</Button>
        <Button
          kind="primary"
          type="submit"
          busy={review.isPending}
          disabled={held.trim() === '' || failed.trim() === ''}
        >
          Close the incident
        </Button>
        <Button kind="quiet" onClick={close}>
          Cancel
        </Button>
      </div>
      <AsCommand text={`portcullis incident close ${number} --held 'TEXT' --failed 'TEXT'`} />
    </form>
  );
}

interface ActionFieldsParts {
  readonly n: number;
  readonly of: Action;
  readonly change: (change: Partial<Action>) => void;
  readonly remove: () => void;
}

function ActionFields({ n, of, change, remove }: ActionFieldsParts) {
  return (
    <fieldset className={styles['action']}>
      <legend>To do {n}</legend>
      <div className={styles['fields']}>
        <TextField
          label="What"
          required
          maxLength={2000}
          value={of.what}
          onChange={({ target }) => change({ what: target.value })}
        />
        <TextField
          label="Who"
          required
          maxLength={200}
          value={of.owner}
          onChange={({ target }) => change({ owner: target.value })}
        />
        <TextField
          label="Until"
          type="date"
          required
          value={of.due}
          onChange={({ target }) => change({ due: target.value })}
        />
      </div>
      <Button kind="quiet" onClick={remove}>
        Leave it out
      </Button>
    </fieldset>
  );
}
