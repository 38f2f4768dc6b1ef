import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine, faultOf, SelectField, TextArea, TextField } from '../../shared/field.js';
import { useKeys } from '../../shared/keyboard.js';
import { Section } from '../../shared/screen.js';
import { severities, type Severity } from '../../shared/severity.js';
import { useWrite } from '../../shared/use-write.js';
import type { Incident, OpenedIncident } from './types.js';
import styles from './incidents.module.css';

interface NewIncidentParts {
  readonly close: () => void;
  readonly opened: (incident: Incident) => void;
}

/** Opens one by hand. */
export function NewIncident({ close, opened }: NewIncidentParts) {
  const [title, setTitle] = useState('');
  const [criterion, setCriterion] = useState('');
  const [severity, setSeverity] = useState<Severity>('high');
  const [dataClasses, setDataClasses] = useState('');
  const [aware, setAware] = useState('');
  const open = useWrite<OpenedIncident>({
    refresh: ['/incidents', '/overview'],
    done: ({ incident }) => opened(incident),
  });
  useKeys({ Escape: close });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const classes = dataClasses.split(/[\s,]+/).filter(Boolean);
    open.run({
      path: '/incidents',
      body: {
        title: title.trim(),
        severity,
        ...(criterion.trim() ? { criterion: criterion.trim() } : {}),
        ...(classes.length ? { dataClasses: classes } : {}),
        ...(aware ? { awareAt: new Date(aware).getTime() } : {}),
      },
    });
  };
  return (
    <Section title="New incident">
      <form className={styles['form']} onSubmit={submit}>
        <TextField
          label="What happened"
          required
          autoFocus
          maxLength={2000}
          placeholder="orders of others were read with one customer's token"
          value={title}
          onChange={({ target }) => setTitle(target.value)}
          fault={faultOf(open.error, 'title')}
        />
        <TextArea
          label="Why this is an incident"
          hint="what makes it more than an event"
          rows={2}
          maxLength={2000}
          value={criterion}
          onChange={({ target }) => setCriterion(target.value)}
          fault={faultOf(open.error, 'criterion')}
        />
        <div className={styles['fields']}>
          <SelectField
            label="Severity"
            value={severity}
            onChange={({ target }) => setSeverity(target.value as Severity)}
          >
            {severities.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </SelectField>
          <TextField
            label="Kinds of data"
            hint="with commas between; personal data start a deadline"
            value={dataClasses}
            onChange={({ target }) => setDataClasses(target.value)}
            fault={faultOf(open.error, 'dataClasses')}
          />
          <TextField
            label="We know of it since"
            type="datetime-local"
            hint="empty: now. Deadlines run from here"
            value={aware}
            onChange={({ target }) => setAware(target.value)}
            fault={faultOf(open.error, 'awareAt')}
          />
        </div>
        <FailureLine failure={open.error} />
        <div className={styles['buttons']}>
          <Button kind="primary" type="submit" busy={open.isPending} disabled={title.trim() === ''}>
            Open it
          </Button>
          <Button kind="quiet" hotkey="Esc" onClick={close}>
            Cancel
          </Button>
        </div>
        <AsCommand text={`portcullis incident open --title 'TITLE' --severity ${severity}`} />
      </form>
    </Section>
  );
}
