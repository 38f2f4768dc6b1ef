import { useState, type FormEvent } from 'react';
import type { ConsoleRole } from '../../../src/store/console.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, SelectField, TextField } from '../../shared/field.js';
import { Section } from '../../shared/screen.js';
import { useMay, useSession } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { Time } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { OneTime } from './one-time.js';
import { roles, roleWords } from './roles.js';
import styles from './settings.module.css';

interface Person {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly via: 'password' | 'sso';
  readonly createdAt: number;
  readonly lastLoginAt?: number;
  readonly mustChangePassword: boolean;
  readonly disabled: boolean;
}

interface Given {
  readonly who: string;
  readonly password: string;
}

/** Who may log in, and as what. */
export function People() {
  const { data, error, refetch } = useRead<{ readonly items: readonly Person[]; readonly cli: string }>('/users');
  const [given, give] = useState<Given>();
  if (error && !data) return <Failed cause={error} what="The people" retry={() => void refetch()} />;
  if (!data) return <Loading what="the people" />;
  return (
    <>
      {given && (
        <OneTime
          title={`Password of ${given.who}, for once`}
          note="It is shown only now, and has to be changed at the first login."
          secret={given.password}
          done={() => give(undefined)}
        />
      )}
      <AddPerson added={(who, password) => give({ who, password })} />
      <Section title="People" actions={<AsCommand text={data.cli} />}>
        <div className={styles['scroll']} tabIndex={0} role="group" aria-label="People">
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Logs in by</th>
                <th scope="col">Last login</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((person) => (
                <PersonRow key={person.name} of={person} given={give} />
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </>
  );
}

function PersonRow({ of: person, given }: { readonly of: Person; readonly given: (next: Given) => void }) {
  const { name, role, via, lastLoginAt, mustChangePassword, disabled } = person;
  const path = `/users/${encodeURIComponent(name)}`;
  const isMe = useSession().user.name === name;
  const change = useWrite({ refresh: ['/users'] });
  const reset = useWrite<{ readonly password: string }>({
    refresh: ['/users'],
    done: ({ password }) => given({ who: name, password }),
  });
  const [isAsked, ask] = useState(false);
  const may = { change: useMay('changeUser'), reset: useMay('resetPassword'), remove: useMay('removeUser') };
  const patch = (body: Partial<Pick<Person, 'role' | 'disabled'>>, before: typeof body, text: string): void =>
    change.run(
      { method: 'PATCH', path, body },
      {
        onSuccess: () =>
          toast({ text, undo: () => change.runAsync({ method: 'PATCH', path, body: before }).then(() => undefined) }),
      },
    );
  return (
    <tr>
      <td>
        <b>{name}</b> {isMe && <Badge tone="low">you</Badge>} {disabled && <Badge tone="medium">disabled</Badge>}{' '}
        {mustChangePassword && <Badge>password for once</Badge>}
        <FailureLine failure={change.error ?? reset.error} />
      </td>
      <td>
        <select
          aria-label={`Role of ${name}`}
          className={styles['input']}
          value={role}
          disabled={!may.change || isMe || change.isPending}
          onChange={({ target }) =>
            patch({ role: target.value as ConsoleRole }, { role }, `${name} is now ${target.value}`)
          }
        >
          {roles.map((each) => (
            <option key={each} value={each} title={roleWords[each]}>
              {each}
            </option>
          ))}
        </select>
      </td>
      <td>{via === 'sso' ? 'single sign-on' : 'password'}</td>
      <td>
        <Time at={lastLoginAt} />
      </td>
      <td>
        {!isMe && (
          <div className={styles['buttons']}>
            {may.reset && via === 'password' && (
              <Button busy={reset.isPending} onClick={() => reset.run({ path: `${path}/password` })}>
                New password
              </Button>
            )}
            {may.change && (
              <Button
                onClick={() =>
                  patch(
                    { disabled: !disabled },
                    { disabled },
                    `${name} ${disabled ? 'may log in again' : 'may not log in any more'}`,
                  )
                }
              >
                {disabled ? 'Enable' : 'Disable'}
              </Button>
            )}
            {may.remove &&
              (isAsked ? (
                <Button
                  kind="danger"
                  autoFocus
                  onBlur={() => ask(false)}
                  onClick={() => change.run({ method: 'DELETE', path })}
                >
                  Remove {name} for good
                </Button>
              ) : (
                <Button kind="danger" onClick={() => ask(true)}>
                  Remove…
                </Button>
              ))}
          </div>
        )}
      </td>
    </tr>
  );
}

function AddPerson({ added }: { readonly added: (name: string, password: string) => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<ConsoleRole>('analyst');
  const [isMissing, miss] = useState(false);
  const add = useWrite<{ readonly user: Person; readonly password: string }>({
    refresh: ['/users'],
    done: ({ user, password }) => {
      setName('');
      added(user.name, password);
    },
  });
  if (!useMay('addUser')) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    miss(name.trim() === '');
    if (name.trim() !== '') add.run({ path: '/users', body: { name: name.trim(), role } });
  };
  return (
    <Section title="Add a person">
      <form onSubmit={submit} className={styles['form']}>
        <div className={styles['fields']}>
          <TextField
            label="Name"
            value={name}
            maxLength={100}
            autoComplete="off"
            fault={isMissing ? 'A name is needed.' : faultOf(add.error, 'name')}
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
        </div>
        <FailureLine failure={add.error} />
        <div className={styles['buttons']}>
          <Button type="submit" kind="primary" busy={add.isPending}>
            Add
          </Button>
        </div>
        <AsCommand text={`portcullis users add ${name.trim() || 'NAME'} --role ${role}`} />
      </form>
    </Section>
  );
}
