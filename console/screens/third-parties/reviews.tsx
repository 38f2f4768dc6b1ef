import { Button } from '../../shared/button.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { exactTime } from '../../shared/time.js';
import { ReviewForm } from './review-form.js';
import type { Question, Review, VendorAnswer } from './types.js';
import { verdictWords } from './words.js';
import styles from './third-parties.module.css';

/** What was asked and answered, the newest first; and the next one. */
export function Reviews({ of }: { readonly of: VendorAnswer }) {
  const [isOpen, setOpen] = useQueryState('review');
  const may = useMay('reviewVendor');
  return (
    <Section title="Reviews" actions={may && isOpen !== '1' && <Button onClick={() => setOpen('1')}>Review</Button>}>
      {may && isOpen === '1' && <ReviewForm of={of} close={() => setOpen('')} />}
      {of.reviews.length === 0 && <p className={styles['soft']}>It was never reviewed.</p>}
      {of.reviews.map((review) => (
        <One key={review.id} of={review} questions={of.questions} />
      ))}
    </Section>
  );
}

function One({ of, questions }: { readonly of: Review; readonly questions: readonly Question[] }) {
  const { label, tone } = verdictWords[of.verdict];
  return (
    <details className={styles['review']}>
      <summary>
        <Badge tone={tone}>{label}</Badge> {exactTime(of.at)} by {of.by}
        {of.note && <span className={styles['soft']}>: {of.note}</span>}
      </summary>
      <dl className={styles['answers']}>
        {questions.map(({ id, text }) => (
          <div key={id}>
            <dt>{text}</dt>
            <dd>{of.answers[id] ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
