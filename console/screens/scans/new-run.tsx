import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, SelectField, TextField } from '../../shared/field.js';
import type { Job } from '../../shared/job.js';
import { useKeys } from '../../shared/keyboard.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { runBody, runCommand, type RunForm } from './run-form.js';
import styles from './scans.module.css';

interface NewRunParts {
  readonly close: () => void;
  readonly started: (job: Job) => void;
}

/** What to scan and how far it may go. The target and its scope are those of the policy: nothing else is touched. */
export function NewRun({ close, started }: NewRunParts) {
  const [operations] = useQueryState('operation');
  const mayWrite = useMay('applyPolicy');
  const [form, setForm] = useState<RunForm>({
    kind: 'pentest',
    safety: 'read-only',
    through: false,
    tentative: false,
    api: '',
    operations,
    checks: '',
    seed: '',
  });
  const set = (change: Partial<RunForm>): void => setForm({ ...form, ...change });
  const start = useWrite<Job>({ refresh: ['/jobs'], done: started });
  const apis = useRead<{ readonly items: readonly { readonly api: string; readonly operation: string }[] }>(
    '/identities',
  );
  const names = [...new Set(apis.data?.items.map(({ api }) => api))];
  useKeys({ Escape: close });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start.run({ path: '/runs', body: runBody(form) });
  };
  const isPentest = form.kind === 'pentest';
  return (
    <Section title="New scan">
      <form onSubmit={submit} className={styles['form']}>
        <div className={styles['fields']}>
          <SelectField
            label="Kind"
            autoFocus
            value={form.kind}
            onChange={({ target }) => set({ kind: target.value === 'audit' ? 'audit' : 'pentest' })}
          >
            <option value="pentest">pentest: attacks the running API</option>
            <option value="audit">audit: reads contract and policy</option>
          </SelectField>
          {isPentest && (
            <>
              <SelectField
                label="May"
                value={form.safety}
                hint={mayWrite ? undefined : 'More than reading needs the role operator.'}
                onChange={({ target }) => set({ safety: target.value as RunForm['safety'] })}
              >
                <option value="read-only">only read</option>
                <option value="writes" disabled={!mayWrite}>
                  write: objects that it makes and removes
                </option>
                <option value="disruptive" disabled={!mayWrite}>
                  disturb: floods, races, long bodies
                </option>
              </SelectField>
              {names.length > 1 && (
                <SelectField label="API" value={form.api} onChange={({ target }) => set({ api: target.value })}>
                  <option value="">the only one with a scope</option>
                  {names.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </SelectField>
              )}
              <TextField
                label="Operations"
                value={form.operations}
                placeholder="all"
                list="scan-operations"
                hint="ids, with commas between"
                fault={faultOf(start.error, 'operations')}
                onChange={({ target }) => set({ operations: target.value })}
              />
              <datalist id="scan-operations">
                {apis.data?.items.map(({ api, operation }) => (
                  <option key={`${api} ${operation}`} value={operation} />
                ))}
              </datalist>
              <TextField
                label="Checks"
                value={form.checks}
                placeholder="all"
                hint="ids, with commas between"
                fault={faultOf(start.error, 'checks')}
                onChange={({ target }) => set({ checks: target.value })}
              />
            </>
          )}
        </div>
        {isPentest && (
          <div className={styles['switches']}>
            <label>
              <input
                type="checkbox"
                checked={form.through}
                onChange={({ target }) => set({ through: target.checked })}
              />{' '}
              through the gateway, not directly
            </label>
            <label>
              <input
                type="checkbox"
                checked={form.tentative}
                onChange={({ target }) => set({ tentative: target.checked })}
              />{' '}
              also report what is only a signal
            </label>
          </div>
        )}
        <FailureLine failure={start.error} />
        <div className={styles['buttons']}>
          <Button type="submit" kind="primary" busy={start.isPending}>
            Start
          </Button>
          <Button kind="quiet" hotkey="Esc" onClick={close}>
            Cancel
          </Button>
        </div>
        <AsCommand text={runCommand(form)} />
      </form>
    </Section>
  );
}
