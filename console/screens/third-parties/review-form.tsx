import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, SelectField, TextArea } from '../../shared/field.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import type { VendorAnswer, Verdict } from './types.js';
import { verdictWords } from './words.js';
import styles from './third-parties.module.css';

/** The questions that only people can answer. Those of the last review stand in it: they are read again, not typed again. */
export function ReviewForm({ of: { name, questions, reviews }, close }: FormParts) {
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>(reviews[0]?.answers ?? {});
  const [verdict, setVerdict] = useState<Verdict | ''>('');
  const [note, setNote] = useState('');
  const { run, error, isPending } = useWrite({
    refresh: ['/vendors', '/overview', '/audit-log'],
    done: () => {
      toast({ text: `The review of ${name} is recorded` });
      close();
    },
  });
  const open = questions.filter(({ id }) => (answers[id] ?? '').trim() === '').length;
  const known = Object.fromEntries(questions.map(({ id }) => [id, answers[id] ?? '']));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({
      path: `/vendors/${encodeURIComponent(name)}/reviews`,
      body: { verdict, answers: known, ...(note.trim() ? { note: note.trim() } : {}) },
    });
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={`Review of ${name}`}>
      {questions.map(({ id, text, why }) => (
        <TextArea
          key={id}
          label={text}
          hint={why}
          required
          rows={2}
          maxLength={2000}
          value={answers[id] ?? ''}
          onChange={({ target }) => setAnswers({ ...answers, [id]: target.value })}
        />
      ))}
      <SelectField
        label="Verdict"
        required
        value={verdict}
        hint="Rejected: new use is denied from this moment."
        onChange={({ target }) => setVerdict(target.value as Verdict)}
      >
        <option value="">Decide</option>
        {(Object.keys(verdictWords) as Verdict[]).map((each) => (
          <option key={each} value={each}>
            {verdictWords[each].label}
          </option>
        ))}
      </SelectField>
      <TextArea
        label="Note"
        hint="conditions, or what to look at next time"
        maxLength={2000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <FailureLine failure={error} />
      <div className={styles['buttons']}>
        <Button kind="primary" type="submit" busy={isPending} disabled={open > 0 || verdict === ''}>
          Record the review
        </Button>
        <Button kind="quiet" onClick={close}>
          Cancel
        </Button>
        <span role="status" className={styles['soft']}>
          {open > 0 ? `${open} of ${questions.length} questions have no answer` : ''}
        </span>
      </div>
      <AsCommand text={`portcullis vendors review '${name}' --verdict ${verdict || 'VERDICT'}`} />
    </form>
  );
}

interface FormParts {
  readonly of: VendorAnswer;
  readonly close: () => void;
}
