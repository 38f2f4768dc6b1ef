import { AsCommand } from '../../shared/as-command.js';
import { counted } from '../../shared/number.js';
import { Screen } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Failed, Loading, Stale } from '../../shared/states.js';
import { Tabs, useTab } from '../../shared/tabs.js';
import { useRead } from '../../shared/use-read.js';
import { LessonList } from './lesson-list.js';
import { Questions } from './question.js';
import { Training } from './training.js';
import type { LessonsAnswer } from './types.js';

const tabs = [
  { id: 'mine', label: 'My lessons' },
  { id: 'everybody', label: 'Everybody' },
];

/** Lessons: how far whoever looks is, and for auditors and admins who did what and who must. */
export default function Learn() {
  const [tab, setTab] = useTab(tabs);
  const maySeeAll = useMay('listTraining');
  const { data, error, isPlaceholderData, refetch } = useRead<LessonsAnswer>('/lessons');
  const isMine = !maySeeAll || tab === 'mine';
  return (
    <Screen
      kind={isMine ? 'fill' : 'page'}
      title="Learn"
      note="Break an API of your own machine, close the hole, prove it. What was learned is asked again after a day, a week and a month."
      actions={maySeeAll && <Tabs label="Part" tabs={tabs} value={tab} onChange={setTab} />}
    >
      {!data && error && <Failed what="The lessons" cause={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="the lessons" lines={12} />}
      {data && <Stale failure={error} />}
      {data && isMine && <Mine of={data} isStale={isPlaceholderData} />}
      {data && !isMine && <Training lessons={data.items} />}
    </Screen>
  );
}

function Mine({ of: { items, questions, cli }, isStale }: { readonly of: LessonsAnswer; readonly isStale: boolean }) {
  return (
    <>
      <Questions of={questions} />
      <p>
        {standingText(items)} <AsCommand text={cli} />
      </p>
      <LessonList of={items} isStale={isStale} />
    </>
  );
}

/** What needs somebody first. Done is what a record says that still holds. */
function standingText(items: LessonsAnswer['items']): string {
  const overdue = items.filter(({ isOverdue }) => isOverdue).length;
  const done = items.filter(({ state }) => state === 'done' || state === 'review-due').length;
  return `${counted(items.length, 'lesson')}, ${done} done${overdue > 0 ? `, ${overdue} overdue` : ''}.`;
}
