import { useState, type FormEvent } from 'react';
import type { ConsoleRole } from '../../../src/store/console.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, SelectField, TextField } from '../../shared/field.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Time } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { OneTime } from './one-time.js';
import { roles, roleWords } from './roles.js';
import styles from './settings.module.css';

interface Token {
  readonly id: string;
  readonly name: string;
  readonly role: ConsoleRole;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

interface Made {
  readonly token: string;
  readonly record: { readonly name: string };
}

/** Programs that call the control API. */
export function Tokens() {
  const { data, error, refetch } = useRead<{ readonly items: readonly Token[]; readonly cli: string }>('/tokens');
  const [made, setMade] = useState<Made>();
  if (error && !data) return <Failed cause={error} what="The tokens" retry={() => void refetch()} />;
  if (!data) return <Loading what="the tokens" />;
  return (
    <>
      {made && (
        <OneTime
          title={`Token ${made.record.name}`}
          note="It is shown only now: copy it to where it is needed."
          secret={made.token}
          done={() => setMade(undefined)}
        />
      )}
      <MakeToken made={setMade} />
      <Section title="Tokens" actions={<AsCommand text={data.cli} />}>
        {data.items.length === 0 ? (
          <Empty kind="none" title="There are no tokens">
            A token lets a program call the control API: <code>Authorization: Bearer TOKEN</code>.
          </Empty>
        ) : (
          <div className={styles['scroll']} tabIndex={0} role="group" aria-label="Tokens">
            <table className={styles['table']}>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Role</th>
                  <th scope="col">By</th>
                  <th scope="col">Created</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Expires</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((token) => (
                  <TokenRow key={token.id} of={token} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </>
  );
}

function TokenRow({
  of: { id, name, role, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt },
}: {
  readonly of: Token;
}) {
  const [isAsked, ask] = useState(false);
  const revoke = useWrite({ refresh: ['/tokens'], done: () => toast({ text: `The token ${name} is revoked` }) });
  const may = useMay('revokeToken');
  return (
    <tr>
      <td>
        <b>{name}</b> {revokedAt !== undefined && <Badge>revoked</Badge>}
        <FailureLine failure={revoke.error} />
      </td>
      <td>{role}</td>
      <td>{createdBy}</td>
      <td>
        <Time at={createdAt} />
      </td>
      <td>
        <Time at={lastUsedAt} />
      </td>
      <td>
        <Time at={expiresAt} />
      </td>
      <td>
        {may && revokedAt === undefined && (
          <div className={styles['buttons']}>
            {isAsked ? (
              <Button
                kind="danger"
                autoFocus
                busy={revoke.isPending}
                onBlur={() => ask(false)}
                onClick={() => revoke.run({ method: 'DELETE', path: `/tokens/${id}` })}
              >
                Revoke {name} for good
              </Button>
            ) : (
              <Button kind="danger" onClick={() => ask(true)}>
                Revoke…
              </Button>
            )}
          </div>
        )}
      </td>
    </tr>
  );
}

function MakeToken({ made }: { readonly made: (next: Made) => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<ConsoleRole>('viewer');
  const [days, setDays] = useState('90');
  const [isMissing, miss] = useState(false);
  const make = useWrite<Made>({
    refresh: ['/tokens'],
    done: (next) => {
      setName('');
      made(next);
    },
  });
  if (!useMay('createToken')) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    miss(name.trim() === '');
    if (name.trim() !== '') make.run({ path: '/tokens', body: { name: name.trim(), role, days: Number(days) } });
  };
  return (
    <Section title="Make a token">
      <form onSubmit={submit} className={styles['form']}>
        <div className={styles['fields']}>
          <TextField
            label="Name"
            value={name}
            maxLength={100}
            autoComplete="off"
            hint="the program that will use it"
            fault={isMissing ? 'A name is needed.' : faultOf(make.error, 'name')}
            onChange={({ target }) => setName(target.value)}
          />
          <SelectField
            label="Role"
            value={role}
            hint={roleWords[role]}
            onChange={({ target }) => setRole(target.value as ConsoleRole)}
          >
            {roles.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </SelectField>
          <TextField
            label="Days"
            type="number"
            min={1}
            max={365}
            required
            value={days}
            fault={faultOf(make.error, 'days')}
            onChange={({ target }) => setDays(target.value)}
          />
        </div>
        <FailureLine failure={make.error} />
        <div className={styles['buttons']}>
          <Button type="submit" kind="primary" busy={make.isPending}>
            Make the token
          </Button>
        </div>
        <AsCommand text={`portcullis tokens create ${name.trim() || 'NAME'} --role ${role} --days ${days || 'DAYS'}`} />
      </form>
    </Section>
  );
}
