import type { ControlReport, ItemReport } from '../../../src/evidence/types.js';
import { ItemMark } from './item-mark.js';
import { WithCode } from './with-code.js';
import styles from './compliance.module.css';

interface ControlListParts {
  readonly controls: readonly ControlReport[];
  readonly items: ReadonlyMap<string, ItemReport>;
  /** The item that is open. */
  readonly at: string;
  readonly open: (item: string) => void;
}

/** Controls with the items that speak to them. An item stands under each control that names it. */
export function ControlList({ controls, items, at, open }: ControlListParts) {
  return (
    <ol className={styles['controls']}>
      {controls.map(({ id, title, needs, evidence }) => (
        <li key={id}>
          <h2>
            <span className={styles['id']}>{id}</span> {title}
          </h2>
          <p className={styles['soft']}>{needs}</p>
          <ul>
            {evidence.flatMap((name) => {
              const item = items.get(name);
              return item ? [<Item key={name} of={item} isOpen={name === at} open={() => open(name)} />] : [];
            })}
          </ul>
        </li>
      ))}
    </ol>
  );
}

interface ItemParts {
  readonly of: ItemReport;
  readonly isOpen: boolean;
  readonly open: () => void;
}

function Item({ of: { title, state, summary }, isOpen, open }: ItemParts) {
  return (
    <li>
      <button type="button" className={styles['item']} aria-expanded={isOpen} onClick={open}>
        <ItemMark of={state} />
        <span className={styles['itemTitle']}>{title}</span>
        <span className={styles['soft']}>
          <WithCode text={summary} />
        </span>
      </button>
    </li>
  );
}
