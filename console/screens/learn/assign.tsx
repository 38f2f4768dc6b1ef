import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, SelectField, TextField } from '../../shared/field.js';
import { Section } from '../../shared/screen.js';
import { exactTime } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { assignBody, assignCommand, type AssignForm } from './assign-form.js';
import type { LessonRow } from './types.js';
import styles from './learn.module.css';

const monthMillis = 30 * 86_400_000;
const roles = ['viewer', 'analyst', 'operator', 'auditor', 'admin'];

interface PeopleAnswer {
  readonly items: readonly { readonly name: string }[];
}

/** Wants a lesson of a role, or of one person, by a day. */
export function Assign({ lessons }: { readonly lessons: readonly LessonRow[] }) {
  const people = useRead<PeopleAnswer>('/users').data?.items ?? [];
  const [form, setForm] = useState<AssignForm>(() => ({
    lesson: String(lessons[0]?.number ?? 1),
    whom: 'role',
    role: 'analyst',
    person: '',
    due: exactTime(Date.now() + monthMillis).slice(0, 10),
  }));
  const change = (part: Partial<AssignForm>): void => setForm({ ...form, ...part });
  const { run, error, isPending } = useWrite({
    refresh: ['/training', '/lessons'],
    done: () => toast({ text: `Lesson ${form.lesson} is assigned, due ${form.due}` }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run({ path: '/training/assignments', body: assignBody(form) });
  };
  return (
    <Section title="Assign a lesson">
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['fields']}>
          <SelectField label="Lesson" value={form.lesson} onChange={({ target }) => change({ lesson: target.value })}>
            {lessons.map(({ number, title }) => (
              <option key={number} value={number}>
                {number}. {title}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="To"
            value={form.whom}
            onChange={({ target }) => change({ whom: target.value === 'person' ? 'person' : 'role' })}
          >
            <option value="role">everybody with a role</option>
            <option value="person">one person</option>
          </SelectField>
          {form.whom === 'role' ? (
            <SelectField label="Role" value={form.role} onChange={({ target }) => change({ role: target.value })}>
              {roles.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </SelectField>
          ) : (
            <SelectField
              label="Person"
              required
              value={form.person}
              onChange={({ target }) => change({ person: target.value })}
              fault={faultOf(error, 'person')}
            >
              <option value="">choose</option>
              {people.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </SelectField>
          )}
          <TextField
            label="Due"
            type="date"
            required
            value={form.due}
            onChange={({ target }) => change({ due: target.value })}
            fault={faultOf(error, 'due')}
          />
        </div>
        <FailureLine failure={error} />
        <div className={styles['buttons']}>
          <Button kind="primary" type="submit" busy={isPending}>
            Assign
          </Button>
        </div>
        <AsCommand text={assignCommand(form)} />
      </form>
    </Section>
  );
}
