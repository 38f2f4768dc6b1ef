import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Command } from '../../shared/command.js';
import { Facts } from '../../shared/facts.js';
import { counted } from '../../shared/number.js';
import { usePathSegment } from '../../shared/path.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { exactTime } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { Markdown } from './markdown.js';
import { Questions } from './question.js';
import { stateTones, stateWords, type LessonAnswer, type LessonsAnswer } from './types.js';
import styles from './learn.module.css';

/** One lesson: what is to be read here. The lab is worked in a terminal. */
export default function LessonScreen() {
  const lesson = usePathSegment(1) ?? '';
  const [operation] = useQueryState('operation');
  const { data, error, refetch } = useRead<LessonAnswer>(`/lessons/${encodeURIComponent(lesson)}`, {
    query: { operation },
  });
  const mine = useRead<LessonsAnswer>('/lessons');
  if (!data || !isOf(data, lesson))
    return (
      <Screen title="Lesson">
        {error ? (
          <Failed what="The lesson" cause={error} retry={() => void refetch()} />
        ) : (
          <Loading what="the lesson" lines={14} />
        )}
      </Screen>
    );
  return <Page of={data} questions={mine.data?.questions.filter((each) => each.lesson === data.id) ?? []} />;
}

/** What was read before stays while another lesson is awaited: it is not that one. A lesson has a number too. */
const isOf = ({ id, number }: LessonAnswer, asked: string): boolean => asked === id || Number(asked) === number;

interface PageParts {
  readonly of: LessonAnswer;
  readonly questions: LessonsAnswer['questions'];
}

function Page({ of, questions }: PageParts) {
  const { number, title, summary, markdown, hints, edit, command, cli } = of;
  return (
    <Screen
      title={`${number}. ${title}`}
      note={summary}
      actions={
        <>
          <Link href="/learn">All lessons</Link>
          <AsCommand text={cli} />
        </>
      }
    >
      <div className={styles['columns']}>
        <div className={styles['reading']}>
          <Markdown text={markdown} />
          <Hints of={hints} />
        </div>
        <div className={styles['beside']}>
          <Standing of={of} />
          <Section title="The lab">
            <p>It runs on your machine. This makes it in a folder of its own:</p>
            <Command text={command} />
            {edit.length > 0 && <p className={styles['soft']}>You change {edit.join(' and ')}.</p>}
            <Command text={`portcullis learn check ${number}`} />
          </Section>
          <Section title="Questions">
            <Questions of={questions} isInLesson />
            {questions.length === 0 && <p className={styles['soft']}>{whenAsked(of)}</p>}
          </Section>
        </div>
      </div>
    </Screen>
  );
}

function whenAsked({ state, questions, number }: LessonAnswer): string {
  const all = counted(questions.length, 'question');
  if (state === 'done') return `None of the ${all} is due today.`;
  return `${all}: portcullis learn check ${number} asks them once the lab is fixed.`;
}

function Standing({ of: { state, next, dueAt, isOverdue, completedAt, expiresAt, owasp, sources } }: StandingParts) {
  return (
    <Section title="You">
      <Facts
        of={[
          [
            'State',
            <Badge key="state" tone={stateTones[state]}>
              {stateWords[state]}
            </Badge>,
          ],
          ['Next', next],
          ['Due', dueAt !== undefined && `${exactTime(dueAt).slice(0, 10)}${isOverdue ? ', overdue' : ''}`],
          ['Completed', completedAt !== undefined && exactTime(completedAt)],
          ['Counts until', expiresAt !== undefined && exactTime(expiresAt).slice(0, 10)],
          ['OWASP', owasp.join(', ')],
          ['Sources', sources.join(', ')],
        ]}
      />
    </Section>
  );
}

interface StandingParts {
  readonly of: LessonAnswer;
}

/** Closed until they are wanted, each for itself. */
function Hints({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <Section title="Hints">
      {of.map((hint, n) => (
        <details key={n} className={styles['hint']}>
          <summary>Hint {n + 1}</summary>
          <Markdown text={hint} />
        </details>
      ))}
    </Section>
  );
}
