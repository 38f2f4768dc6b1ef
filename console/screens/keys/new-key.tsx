import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, TextField } from '../../shared/field.js';
import { useKeys } from '../../shared/keyboard.js';
import { Section } from '../../shared/screen.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { keyBody, keyCommand, type KeyForm } from './key-form.js';
import type { MadeKey } from './types.js';
import styles from './keys.module.css';

const empty: KeyForm = { name: '', subject: '', tenant: '', roles: [], scopes: '', expires: '' };

/** Who gets a key, and what it may. */
export function NewKey({ close, made }: { readonly close: () => void; readonly made: (key: MadeKey) => void }) {
  const [form, setForm] = useState(empty);
  const [isMissing, miss] = useState(false);
  const set = (change: Partial<KeyForm>): void => setForm({ ...form, ...change });
  const create = useWrite<MadeKey>({ refresh: ['/keys'], done: made });
  const identities = useRead<{ readonly roles: readonly { readonly name: string }[] }>('/identities');
  useKeys({ Escape: close });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    miss(form.name.trim() === '');
    if (form.name.trim() !== '') create.run({ path: '/keys', body: keyBody(form) });
  };
  const toggle = (role: string): void =>
    set({ roles: form.roles.includes(role) ? form.roles.filter((each) => each !== role) : [...form.roles, role] });
  return (
    <Section title="New key">
      <form onSubmit={submit} className={styles['form']}>
        <div className={styles['fields']}>
          <TextField
            label="Name"
            autoFocus
            maxLength={200}
            value={form.name}
            hint="what it is for, such as nightly-export"
            fault={isMissing ? 'A name is needed.' : faultOf(create.error, 'name')}
            onChange={({ target }) => set({ name: target.value })}
          />
          <TextField
            label="Owner"
            maxLength={200}
            value={form.subject}
            hint="the principal that its calls count as"
            fault={faultOf(create.error, 'subject')}
            onChange={({ target }) => set({ subject: target.value })}
          />
          <TextField
            label="Tenant"
            maxLength={200}
            value={form.tenant}
            fault={faultOf(create.error, 'tenant')}
            onChange={({ target }) => set({ tenant: target.value })}
          />
          <TextField
            label="Scopes"
            value={form.scopes}
            hint="with commas between"
            fault={faultOf(create.error, 'scopes')}
            onChange={({ target }) => set({ scopes: target.value })}
          />
          <TextField
            label="Expires"
            type="date"
            value={form.expires}
            hint="empty: never"
            fault={faultOf(create.error, 'expires')}
            onChange={({ target }) => set({ expires: target.value })}
          />
        </div>
        <fieldset className={styles['roles']}>
          <legend>Roles</legend>
          {identities.data?.roles.map(({ name }) => (
            <label key={name}>
              <input type="checkbox" checked={form.roles.includes(name)} onChange={() => toggle(name)} /> {name}
            </label>
          ))}
          {identities.data?.roles.length === 0 && <span className={styles['soft']}>The policy has no roles.</span>}
        </fieldset>
        <FailureLine failure={create.error} />
        <div className={styles['buttons']}>
          <Button type="submit" kind="primary" busy={create.isPending}>
            Make the key
          </Button>
          <Button kind="quiet" hotkey="Esc" onClick={close}>
            Cancel
          </Button>
        </div>
        <AsCommand text={keyCommand(form)} />
      </form>
    </Section>
  );
}
