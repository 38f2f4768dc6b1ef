import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { PlaceText } from './place-text.js';
import type { OperationAnswer } from './types.js';
import styles from './operation.module.css';

/** Every setting with where it comes from. */
export function Settings({ of: { settings } }: { readonly of: OperationAnswer }) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th>Setting</th>
          <th>Value</th>
          <th>From</th>
        </tr>
      </thead>
      <tbody>
        {settings.map(({ setting, value, source, place }, n) => (
          // A list has a row for each entry: the same setting, several times.
          <tr key={`${setting} ${n}`} className={source === 'built in' ? styles['soft'] : undefined}>
            <td>{setting}</td>
            <td>{String(value)}</td>
            <td>{place ? <PlaceText of={place} /> : source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The guards that judge a call, in their order. */
export function Guards({ of: { guards } }: { readonly of: OperationAnswer }) {
  return (
    <Section title="Guards in their order">
      <ol className={styles['guards']}>
        {guards.map(({ id, phase, effect }) => (
          <li key={id}>
            <code>{id}</code>
            <span className={styles['soft']}>{phase}</span>
            {effect !== 'enforced' && <Badge tone={effect === 'broken' ? 'high' : 'medium'}>{effect}</Badge>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
