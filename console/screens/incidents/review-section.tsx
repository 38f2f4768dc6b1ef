import { Button } from '../../shared/button.js';
import { Facts } from '../../shared/facts.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { CloseForm } from './close-form.js';
import type { Incident } from './types.js';
import styles from './incidents.module.css';

/** What was learned; writing it is what closes an incident. */
export function ReviewSection({ of: { number, state, review } }: { readonly of: Incident }) {
  const [isOpen, setOpen] = useQueryState('review');
  const may = useMay('closeIncident');
  if (review) {
    return (
      <Section title="What was learned">
        <Facts
          of={[
            ['What held', review.held],
            ['What did not', review.failed],
          ]}
        />
        <ul className={styles['lines']} aria-label="What is to be done">
          {review.actions.map(({ what, owner, due }) => (
            <li key={`${what} ${owner} ${due}`}>
              <span>{what}</span>
              <span className={styles['soft']}>
                {owner}, until {due.slice(0, 10)}
              </span>
            </li>
          ))}
        </ul>
        {review.actions.length === 0 && <p className={styles['soft']}>Nothing is to be done.</p>}
      </Section>
    );
  }
  if (!may || state === 'closed') return null;
  return (
    <Section
      title="Review"
      actions={isOpen !== '1' && <Button onClick={() => setOpen('1')}>Close with a review…</Button>}
    >
      {isOpen === '1' ? (
        <CloseForm number={number} close={() => setOpen('')} />
      ) : (
        <p className={styles['soft']}>An incident is closed with what held, what did not, and what is to be done.</p>
      )}
    </Section>
  );
}
