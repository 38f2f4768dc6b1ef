import { Facts } from '../../shared/facts.js';
import { Panel } from '../../shared/panel.js';
import { exactTime } from '../../shared/time.js';
import type { Control, ItemReport } from '../../../src/evidence/types.js';
import { ItemMark } from './item-mark.js';
import { Population } from './population.js';
import { WithCode } from './with-code.js';
import styles from './compliance.module.css';

interface ItemPanelParts {
  readonly of: ItemReport;
  /** Controls that it speaks to. */
  readonly controls: readonly Control[];
  readonly close: () => void;
}

const methods: Readonly<Record<ItemReport['method'], string>> = {
  EXAMINE: 'examined: records were read',
  TEST: 'tested: it was tried',
};

/** One item of evidence: what was found, since when it holds, and every case of it. */
export function ItemPanel({ of: item, controls, close }: ItemPanelParts) {
  const { title, subject, method, state, summary, how, collected, newest, expires, population, records } = item;
  return (
    <Panel title={title} label={title} onClose={close}>
      <p>
        <WithCode text={summary} />
      </p>
      <Facts
        of={[
          ['State', <ItemMark key="state" of={state} />],
          ['About', subject],
          ['Method', methods[method]],
          ['Gathered', exactTime(collected)],
          ['Newest in it', newest !== undefined && exactTime(newest)],
          ['Stale from', expires !== undefined && exactTime(expires)],
          ['Records', records.length > 0 && `${records.length.toLocaleString('en')} of the log, proved in a bundle`],
          ['Speaks to', controls.map(({ id }) => id).join(', ')],
        ]}
      />
      <section className={styles['how']}>
        <h3>{state === 'present' ? 'How to get it anew' : 'How to get it'}</h3>
        <p>
          <WithCode text={how} />
        </p>
      </section>
      {population.total > 0 && <Population of={population} label={title} />}
    </Panel>
  );
}
