import { useState } from 'react';
import { shortWording, wording } from '../../../src/evidence/wording.js';
import type { EvidenceReport, FrameworkSummary, ItemState } from '../../../src/evidence/types.js';
import { AsCommand } from '../../shared/as-command.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Split, Toolbar } from '../../shared/screen.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Tabs } from '../../shared/tabs.js';
import { useRead } from '../../shared/use-read.js';
import { ControlList } from './control-list.js';
import { ExportBundle } from './export-bundle.js';
import { ItemPanel } from './item-panel.js';
import { PeriodPicker } from './period-picker.js';
import { isoDay, periodOf, usualSpan } from './period.js';
import { itemStates, stateCounts, type EvidenceAnswer, type FrameworkAnswer } from './types.js';
import styles from './compliance.module.css';

/** What an assessor asks for: controls of a framework, each with its evidence over a period. */
export default function Compliance() {
  const list = useRead<FrameworkAnswer>('/compliance');
  const [asked, choose] = useQueryState('framework');
  const frameworks = list.data?.items ?? [];
  const framework = frameworks.find(({ id }) => id === asked) ?? frameworks[0];
  if (!framework)
    return (
      <Screen title="Compliance" note={wording}>
        {list.error ? (
          <Failed what="The frameworks" cause={list.error} retry={() => void list.refetch()} />
        ) : (
          <Loading what="the frameworks" lines={12} />
        )}
      </Screen>
    );
  return <OfFramework all={frameworks} of={framework} choose={choose} />;
}

interface OfFrameworkParts {
  readonly all: readonly FrameworkSummary[];
  readonly of: FrameworkSummary;
  readonly choose: (id: string) => void;
}

function OfFramework({ all, of: { id, title, edition, publisher }, choose }: OfFrameworkParts) {
  const [now] = useState(() => Date.now());
  const [last] = useQueryState('last', usualSpan);
  const [from] = useQueryState('from');
  const [to] = useQueryState('to');
  const words = { last, from, to };
  const period = periodOf(words, now);
  const { data, error, isPlaceholderData, refetch } = useRead<EvidenceAnswer>(`/compliance/${encodeURIComponent(id)}`, {
    query: { since: period.since, until: period.until },
  });
  // Evidence of the framework before is not shown under the name of this one.
  const report = data?.report.framework.id === id ? data.report : undefined;
  return (
    <Screen kind="fill" title="Compliance" note={wording} actions={<ExportBundle framework={id} period={period} />}>
      <Toolbar>
        <Tabs
          label="Framework"
          tabs={all.map((each) => ({ id: each.id, label: each.title }))}
          value={id}
          onChange={choose}
        />
        <PeriodPicker words={words} now={now} />
      </Toolbar>
      <p className={styles['soft']}>
        {title}, {edition}, {publisher}; the controls in our own short words.
        {report && ` ${isoDay(report.period.from)} to ${isoDay(report.period.to - 1)} (UTC); ${shortWording}.`}
      </p>
      {report && <Stale failure={error} />}
      {report && <Controls of={report} cli={data!.cli} isStale={isPlaceholderData} />}
      {!report && error && <Failed what="The evidence" cause={error} retry={() => void refetch()} />}
      {!report && !error && <Loading what="the evidence" lines={12} />}
    </Screen>
  );
}

const isState = (word: string): word is ItemState => itemStates.some((state) => state === word);

interface ControlsParts {
  readonly of: EvidenceReport;
  readonly cli: string;
  readonly isStale: boolean;
}

function Controls({ of: { controls, items }, cli, isStale }: ControlsParts) {
  const [at, open] = useQueryState('item');
  const [word, show] = useQueryState('show', 'all');
  const counts = stateCounts(items);
  const shown = items.filter(({ state }) => !isState(word) || state === word);
  const byId = new Map(shown.map((item) => [item.id, item]));
  const item = items.find(({ id }) => id === at);
  const tabs = [
    { id: 'all', label: 'All items', count: items.length },
    ...itemStates.map((id) => ({ id, label: id, count: counts[id] })),
  ];
  return (
    <>
      <Toolbar>
        <Tabs label="Items" tabs={tabs} value={isState(word) ? word : 'all'} onChange={show} />
        <AsCommand text={cli} />
      </Toolbar>
      <Split
        panel={
          item && (
            <ItemPanel
              key={item.id}
              of={item}
              controls={controls.filter(({ evidence }) => evidence.includes(item.id))}
              close={() => open('')}
            />
          )
        }
      >
        <div className={styles['list']} tabIndex={0} role="region" aria-label="Controls" aria-busy={isStale}>
          {shown.length > 0 ? (
            <ControlList
              controls={controls.filter(({ evidence }) => evidence.some((id) => byId.has(id)))}
              items={byId}
              at={at}
              open={open}
            />
          ) : (
            <Empty kind="none" title={`0 items are ${word}`}>
              {`${items.length} items were looked at for ${controls.length} controls.`}
            </Empty>
          )}
        </div>
      </Split>
    </>
  );
}
