import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { pathTo } from '../../shared/path.js';
import { Badge } from '../../shared/severity.js';
import { exactTime } from '../../shared/time.js';
import { useWrite } from '../../shared/use-write.js';
import type { Answered, DueQuestion } from './types.js';
import styles from './learn.module.css';

interface QuestionsParts {
  readonly of: readonly DueQuestion[];
  /** Within its lesson, the lesson is not named again. */
  readonly isInLesson?: boolean;
}

/** Questions that come back today, one at a time. The one that was answered stays until the next is asked for. */
export function Questions({ of, isInLesson = false }: QuestionsParts) {
  const [held, hold] = useState<DueQuestion>();
  const question = held ?? of[0];
  if (!question) return null;
  const others = of.filter((each) => idOf(each) !== idOf(question)).length;
  return (
    <Question
      key={idOf(question)}
      of={question}
      others={others}
      isInLesson={isInLesson}
      answered={() => hold(question)}
      goOn={() => hold(undefined)}
    />
  );
}

const idOf = ({ lesson, n }: DueQuestion): string => `${lesson} ${n}`;

interface QuestionParts {
  readonly of: DueQuestion;
  readonly others: number;
  readonly isInLesson: boolean;
  readonly answered: () => void;
  readonly goOn: () => void;
}

function Question({ of: { lesson, number, title, n, ask, choices }, others, ...parts }: QuestionParts) {
  const [choice, choose] = useState('');
  const { run, data, error, isPending } = useWrite<Answered>({
    refresh: ['/lessons', '/training'],
    done: parts.answered,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({ path: `/lessons/${encodeURIComponent(lesson)}/questions/${n}`, body: { choice } });
  };
  return (
    <form className={styles['question']} onSubmit={submit}>
      <fieldset disabled={data !== undefined}>
        <legend>{ask}</legend>
        {Object.entries(choices).map(([letter, words]) => (
          <label key={letter}>
            <input
              type="radio"
              name={`answer-${n}`}
              value={letter}
              required
              checked={choice === letter}
              onChange={() => choose(letter)}
            />
            <span>
              {letter}: {words}
            </span>
          </label>
        ))}
      </fieldset>
      <FailureLine failure={error} />
      {data && <Judged of={data} />}
      <div className={styles['buttons']}>
        {data ? (
          <Button kind="primary" onClick={parts.goOn} autoFocus>
            {others > 0 ? 'Next question' : 'That was the last one'}
          </Button>
        ) : (
          <Button kind="primary" type="submit" busy={isPending} disabled={choice === ''}>
            Answer
          </Button>
        )}
        <span className={styles['soft']}>
          {!parts.isInLesson && (
            <>
              Lesson {number}, <Link href={pathTo('learn', lesson)}>{title}</Link>.{' '}
            </>
          )}
          {others > 0 && `${others} more due.`}
        </span>
        <AsCommand text="portcullis learn review" />
      </div>
    </form>
  );
}

/** Right or not, and why: the reason teaches, whichever it was. */
function Judged({ of: { isRight, answer, because, nextDueAt } }: { readonly of: Answered }) {
  return (
    <div role="status" className={styles['judged']}>
      <p>
        <Badge tone={isRight ? 'ok' : 'high'}>{isRight ? 'Right' : `Not right: it is ${answer}`}</Badge> {because}
      </p>
      {nextDueAt !== undefined && (
        <p className={styles['soft']}>It comes back on {exactTime(nextDueAt).slice(0, 10)}.</p>
      )}
    </div>
  );
}
