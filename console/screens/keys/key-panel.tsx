import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Facts } from '../../shared/facts.js';
import { FailureLine, SelectField } from '../../shared/field.js';
import { pathTo } from '../../shared/path.js';
import { Panel } from '../../shared/panel.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { exactTime, Time } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { useWrite } from '../../shared/use-write.js';
import { KeyTraffic } from './key-traffic.js';
import { stateTones } from './state-tones.js';
import type { KeyRow, MadeKey } from './types.js';
import styles from './keys.module.css';

interface KeyPanelParts {
  readonly of: KeyRow;
  readonly all: readonly KeyRow[];
  readonly close: () => void;
  readonly made: (key: MadeKey) => void;
}

/** One key: what it may, how it is used, and the way to another one. */
export function KeyPanel({ of: key, all, close, made }: KeyPanelParts) {
  const {
    id,
    name,
    prefix,
    subject,
    tenant,
    roles,
    scopes,
    state,
    createdAt,
    expiresAt,
    revokedAt,
    replacedBy,
    lastUsedAt,
  } = key;
  const successor = all.find((each) => each.id === replacedBy);
  const predecessor = all.find((each) => each.replacedBy === id);
  return (
    <Panel title={name} label={`Key ${name}`} onClose={close}>
      <Facts
        of={[
          [
            'State',
            <Badge key="state" tone={stateTones[state]}>
              {state}
            </Badge>,
          ],
          ['Prefix', <code key="prefix">{prefix}…</code>],
          ['Id', <code key="id">{id}</code>],
          ['Owner', subject && <Link href={pathTo('clients', 'principal', subject)}>{subject}</Link>],
          ['Tenant', tenant],
          ['Roles', roles.join(', ')],
          ['Scopes', scopes.join(', ')],
          ['Created', exactTime(createdAt)],
          ['Last used', lastUsedAt ? <Time at={lastUsedAt} /> : 'never'],
          ['Expires', expiresAt && exactTime(expiresAt)],
          ['Revoked', revokedAt && exactTime(revokedAt)],
          ['Replaced by', successor && <Link href={`/keys?show=all&key=${successor.id}`}>{successor.prefix}…</Link>],
          ['Replaces', predecessor && <Link href={`/keys?show=all&key=${predecessor.id}`}>{predecessor.prefix}…</Link>],
        ]}
      />
      <KeyTraffic id={id} isEnding={state === 'replaced'} />
      {state === 'active' && <Rotate of={key} made={made} />}
      {(state === 'active' || state === 'replaced') && <Revoke of={key} />}
    </Panel>
  );
}

const overlaps = [
  { seconds: 0, label: 'none: the old one ends now' },
  { seconds: 3600, label: '1 hour' },
  { seconds: 86_400, label: '1 day' },
  { seconds: 604_800, label: '7 days' },
  { seconds: 2_592_000, label: '30 days' },
];

function Rotate({ of: { id }, made }: { readonly of: KeyRow; readonly made: (key: MadeKey) => void }) {
  const [overlapSeconds, setOverlap] = useState(86_400);
  const rotate = useWrite<MadeKey>({ refresh: ['/keys'], done: made });
  if (!useMay('rotateKey')) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    rotate.run({ path: `/keys/${id}/rotate`, body: { overlapSeconds } });
  };
  return (
    <Section title="Rotate">
      <form onSubmit={submit} className={styles['stack']}>
        <SelectField
          label="Both work for"
          value={overlapSeconds}
          onChange={({ target }) => setOverlap(Number(target.value))}
        >
          {overlaps.map(({ seconds, label }) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </SelectField>
        <FailureLine failure={rotate.error} />
        <div className={styles['buttons']}>
          <Button type="submit" busy={rotate.isPending}>
            Make its successor
          </Button>
        </div>
        <AsCommand text={`portcullis keys rotate ${id} --overlap-hours ${Math.ceil(overlapSeconds / 3600)}`} />
      </form>
    </Section>
  );
}

/** There is no undo of it: it asks once, in its place, by the name of the key. */
function Revoke({ of: { id, name } }: { readonly of: KeyRow }) {
  const [isAsked, ask] = useState(false);
  const revoke = useWrite<{ readonly record: KeyRow }>({
    refresh: ['/keys'],
    done: () => toast({ text: `${name} is revoked: the gateway refuses it from now on` }),
  });
  if (!useMay('revokeKey')) return null;
  return (
    <Section title="Revoke">
      <FailureLine failure={revoke.error} />
      <div className={styles['buttons']}>
        {isAsked ? (
          <>
            <Button
              kind="danger"
              autoFocus
              busy={revoke.isPending}
              onClick={() => revoke.run({ method: 'DELETE', path: `/keys/${id}` })}
            >
              Revoke {name} for good
            </Button>
            <Button onClick={() => ask(false)}>Keep it</Button>
          </>
        ) : (
          <Button kind="danger" onClick={() => ask(true)}>
            Revoke…
          </Button>
        )}
      </div>
      <AsCommand text={`portcullis keys revoke ${id}`} />
    </Section>
  );
}
