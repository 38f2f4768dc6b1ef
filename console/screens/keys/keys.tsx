import { useState } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Split, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { KeyPanel } from './key-panel.js';
import { NewKey } from './new-key.js';
import { Secret } from './secret.js';
import { stateTones } from './state-tones.js';
import type { KeyRow, MadeKey } from './types.js';
import styles from './keys.module.css';

const columns: readonly Column<KeyRow>[] = [
  { id: 'name', head: 'Name', track: 'minmax(120px, 2fr)', cell: ({ name }) => <span title={name}>{name}</span> },
  { id: 'prefix', head: 'Prefix', track: '120px', mono: true, from: 'medium', cell: ({ prefix }) => `${prefix}…` },
  {
    id: 'owner',
    head: 'Owner',
    track: 'minmax(90px, 1fr)',
    from: 'medium',
    cell: ({ subject, tenant }) => [subject, tenant].filter(Boolean).join(' / ') || '–',
  },
  {
    id: 'roles',
    head: 'Roles',
    track: 'minmax(90px, 1fr)',
    from: 'wide',
    cell: ({ roles }) => roles.join(', ') || '–',
  },
  {
    id: 'scopes',
    head: 'Scopes',
    track: 'minmax(90px, 1fr)',
    from: 'wide',
    cell: ({ scopes }) => scopes.join(', ') || '–',
  },
  { id: 'state', head: 'State', track: '92px', cell: ({ state }) => <Badge tone={stateTones[state]}>{state}</Badge> },
  { id: 'used', head: 'Last used', track: '96px', align: 'right', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  {
    id: 'created',
    head: 'Created',
    track: '96px',
    align: 'right',
    from: 'wide',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: 'expires',
    head: 'Expires',
    track: '96px',
    align: 'right',
    from: 'medium',
    cell: ({ expiresAt }) => <Time at={expiresAt} />,
  },
];

const tabs = [
  { id: 'live', label: 'In use' },
  { id: 'all', label: 'All' },
] as const;

interface KeyList {
  readonly items: readonly KeyRow[];
  readonly cli: string;
}

/** Who holds a key, since when, and when it was used last; a new one, its rotation and its end. */
export default function KeysScreen() {
  const { data, error, refetch } = useRead<KeyList>('/keys', { everyMillis: 10_000 });
  const [chosen, choose] = useQueryState('key');
  const [show, setShow] = useQueryState('show', 'live');
  const [isNew, setNew] = useQueryState('new');
  const [made, setMade] = useState<MadeKey>();
  const mayCreate = useMay('createKey');
  useKeys(mayCreate && !isNew ? { n: () => setNew('1') } : {});
  const rows = data?.items.filter(({ state }) => show === 'all' || state === 'active' || state === 'replaced') ?? [];
  const key = data?.items.find(({ id }) => id === chosen);
  return (
    <Screen
      title="Keys"
      kind="fill"
      actions={
        <>
          <AsCommand text={data?.cli} />
          {mayCreate && !isNew && (
            <Button kind="primary" hotkey="n" onClick={() => setNew('1')}>
              New key
            </Button>
          )}
        </>
      }
    >
      {made && <Secret of={made} done={() => setMade(undefined)} />}
      {mayCreate && isNew && (
        <NewKey
          close={() => setNew('')}
          made={(next) => {
            setNew('');
            setMade(next);
          }}
        />
      )}
      <Toolbar>
        <Tabs label="Keys" tabs={tabs} value={show} onChange={setShow} />
      </Toolbar>
      {error && !data && <Failed cause={error} what="The keys" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the keys" lines={8} />}
      {data && (
        <Split
          panel={key && <KeyPanel key={key.id} of={key} all={data.items} close={() => choose('')} made={setMade} />}
        >
          <Table
            label="API keys"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            at={chosen}
            onMove={choose}
            onOpen={({ id }) => choose(id)}
            empty={<NoKeys hasAny={data.items.length > 0} />}
          />
        </Split>
      )}
    </Screen>
  );
}

function NoKeys({ hasAny }: { readonly hasAny: boolean }) {
  return (
    <div className={styles['empty']}>
      {hasAny ? (
        <Empty kind="none" title="No key is in use" />
      ) : (
        <Empty kind="unset" title="There are no API keys" command="portcullis keys create --name NAME --roles ROLE">
          A key lets a program call the API where a security scheme of the policy takes <code>apiKeys</code>.
        </Empty>
      )}
    </div>
  );
}
