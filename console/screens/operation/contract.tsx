import { Facts } from '../../shared/facts.js';
import { Section } from '../../shared/screen.js';
import { accessText } from '../inventory/operation-cells.js';
import { PlaceText } from './place-text.js';
import type { OperationAnswer } from './types.js';
import styles from './operation.module.css';

/** What the contract says, in short, with its place. */
export function Contract({ of }: { readonly of: OperationAnswer }) {
  const { contract, place } = of;
  return (
    <Section title="Contract" actions={<PlaceText of={place} />}>
      {of.description && <p className={styles['soft']}>{of.description}</p>}
      <Facts
        of={[
          ['Authentication', of.public ? 'none' : of.authentication],
          ['Who may', accessText(of)],
          ['Resource', of.resource],
          ['Data', of.dataClasses.join(', ')],
          ['Body', bodyText(contract.body)],
          ['Tags', contract.tags.join(', ')],
        ]}
      />
      {contract.parameters.length > 0 && (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th>Parameter</th>
              <th>In</th>
              <th>Needed</th>
            </tr>
          </thead>
          <tbody>
            {contract.parameters.map(({ name, in: part, required, description }) => (
              <tr key={`${part} ${name}`} title={description}>
                <td>
                  <code>{name}</code>
                </td>
                <td>{part}</td>
                <td>{required ? 'yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <table className={styles['table']}>
        <thead>
          <tr>
            <th>Answer</th>
            <th>Type</th>
            <th>Description</th>
          </tr>
        </thead>
        <tbody>
          {contract.responses.map(({ status, mediaTypes, description }) => (
            <tr key={status}>
              <td>
                <code>{status}</code>
              </td>
              <td>{mediaTypes.join(', ') || '–'}</td>
              <td>{description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function bodyText(body: OperationAnswer['contract']['body']): string {
  if (!body) return 'none';
  return `${body.mediaTypes.join(', ')}${body.required ? '' : ', optional'}`;
}
