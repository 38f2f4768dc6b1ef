import { write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { client } from '../../shared/client.js';
import { FailureLine } from '../../shared/field.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { exactTime } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { Assign } from './assign.js';
import type { LearnAssignment, LearnRecord, LessonRow, TrainingAnswer } from './types.js';
import styles from './learn.module.css';

type Titles = (lesson: string) => string;

/** What is wanted of whom, and what people completed. */
export function Training({ lessons }: { readonly lessons: readonly LessonRow[] }) {
  const { data, error, refetch } = useRead<TrainingAnswer>('/training');
  const mayAssign = useMay('assignLesson');
  const titleOf: Titles = (lesson) => {
    const row = lessons.find(({ id }) => id === lesson);
    return row ? `${row.number}. ${row.title}` : lesson;
  };
  if (!data && error) return <Failed what="The records" cause={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the records" lines={8} />;
  return (
    <>
      {mayAssign && <Assign lessons={lessons} />}
      <Assignments of={data.assignments} titleOf={titleOf} mayTakeBack={mayAssign} />
      <Section title="Completed" actions={<AsCommand text={data.cli} />}>
        <Records of={data.records} titleOf={titleOf} />
      </Section>
    </>
  );
}

const day = (at: number): string => exactTime(at).slice(0, 10);

interface AssignmentsParts {
  readonly of: readonly LearnAssignment[];
  readonly titleOf: Titles;
  readonly mayTakeBack: boolean;
}

function Assignments({ of, titleOf, mayTakeBack }: AssignmentsParts) {
  const heads = ['Lesson', 'To', 'Due', 'By', ...(mayTakeBack ? [''] : [])];
  return (
    <Section title="Assigned">
      {of.length === 0 ? (
        <p className={styles['soft']}>Nothing is assigned.</p>
      ) : (
        <Rows label="Assignments" heads={heads}>
          {of.map((assignment) => {
            const { id, lesson, role, person, dueAt, by } = assignment;
            return (
              <tr key={id}>
                <td>{titleOf(lesson)}</td>
                <td>{person ?? `role ${role}`}</td>
                <td>{day(dueAt)}</td>
                <td>{by}</td>
                {mayTakeBack && (
                  <td>
                    <TakeBack of={assignment} title={titleOf(lesson)} />
                  </td>
                )}
              </tr>
            );
          })}
        </Rows>
      )}
    </Section>
  );
}

function TakeBack({ of, title }: { readonly of: LearnAssignment; readonly title: string }) {
  const { run, error, isPending } = useWrite({
    refresh: ['/training', '/lessons'],
    done: () => toast({ text: `${title} is no longer assigned`, undo: () => void assignAgain(of) }),
  });
  const whom = of.person ?? `role ${of.role}`;
  return (
    <>
      <Button
        kind="quiet"
        busy={isPending}
        aria-label={`Take back ${title} from ${whom}`}
        onClick={() => run({ method: 'DELETE', path: `/training/assignments/${of.id}` })}
      >
        Take back
      </Button>
      <FailureLine failure={error} />
    </>
  );
}

async function assignAgain({ lesson, role, person, dueAt }: LearnAssignment): Promise<void> {
  try {
    const due = new Date(dueAt).toISOString();
    await write('POST', '/training/assignments', { lesson, role, person, due });
    await client.invalidateQueries();
    toast({ text: 'It is assigned again' });
  } catch (cause) {
    toast({ text: cause instanceof Error ? cause.message : 'It could not be assigned again', tone: 'failed' });
  }
}

function Records({ of, titleOf }: { readonly of: readonly LearnRecord[]; readonly titleOf: Titles }) {
  if (of.length === 0) return <p className={styles['soft']}>Nobody completed a lesson yet.</p>;
  return (
    <Rows label="Completed lessons" heads={['Person', 'Lesson', 'Version', 'Completed', 'Counts until']}>
      {of.map(({ person, lesson, version, completedAt, expiresAt }) => (
        <tr key={`${person} ${lesson} ${completedAt}`}>
          <td>{person}</td>
          <td>{titleOf(lesson)}</td>
          <td>{version}</td>
          <td>{exactTime(completedAt)}</td>
          <td>
            {day(expiresAt)} {expiresAt <= Date.now() && <Badge tone="high">ran out</Badge>}
          </td>
        </tr>
      ))}
    </Rows>
  );
}

interface RowsParts {
  readonly label: string;
  /** An empty one is over buttons. */
  readonly heads: readonly string[];
  readonly children: React.ReactNode;
}

function Rows({ label, heads, children }: RowsParts) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head || <span className="visually-hidden">Actions</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
