import { useMemo } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { MethodPath, OperationLink } from '../../shared/links.js';
import { Panel } from '../../shared/panel.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Screen, Split, Toolbar } from '../../shared/screen.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { useRead } from '../../shared/use-read.js';
import { AccessAnswer } from './access-answer.js';
import { AccessMark } from './access-mark.js';
import { accessWords, type Identities, type IdentityRow } from './types.js';
import styles from './identities.module.css';

/** Which role may call which operation, and which rule says so. */
export default function IdentitiesScreen() {
  const { data, error, refetch } = useRead<Identities>('/identities');
  const [at, setAt] = useQueryState('at');
  const [role, setRole] = useQueryState('role');
  const [q, setQ] = useQueryState('q');
  const roles = useMemo(() => data?.roles.map(({ name }) => name) ?? [], [data]);
  const columns = useMemo(
    () => columnsOf(roles, (row, asked) => setQuery({ at: keyOf(row), role: asked }, true)),
    [roles],
  );
  const rows =
    data?.items.filter(({ operation, path }) => `${operation} ${path}`.toLowerCase().includes(q.toLowerCase())) ?? [];
  const row = data?.items.find((each) => keyOf(each) === at);
  const asked = roles.includes(role) ? role : roles[0];
  return (
    <Screen title="Identities" kind="fill" actions={<AsCommand text="portcullis policy explain OPERATION --as ROLE" />}>
      {error && !data && <Failed cause={error} what="The roles" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the roles" lines={12} />}
      {data && (
        <>
          <Toolbar>
            <input
              type="search"
              className={styles['search']}
              aria-label="Search in operations"
              placeholder="Search in operations"
              value={q}
              onChange={({ target }) => setQ(target.value)}
            />
            <Legend />
          </Toolbar>
          {roles.length === 0 ? (
            <Empty kind="unset" title="The policy has no roles">
              Roles stand under <code>roles</code> in the policy: <code>{'customer: {}'}</code>. Operations name those
              that may call them.
            </Empty>
          ) : (
            <Split
              panel={
                row &&
                asked && (
                  <Panel
                    title={row.operation}
                    label={`Access to ${row.operation}`}
                    onClose={() => setQuery({ at: undefined, role: undefined })}
                  >
                    <p>
                      <OperationLink api={row.api} id={row.operation} />{' '}
                      <MethodPath method={row.method} path={row.path} />
                    </p>
                    <div className={styles['roles']} role="group" aria-label="Role">
                      {data.roles.map(({ name, includes }) => (
                        <button key={name} type="button" aria-pressed={name === asked} onClick={() => setRole(name)}>
                          {name}
                          {includes.length > 0 && <span className={styles['soft']}> with {includes.join(', ')}</span>}
                        </button>
                      ))}
                    </div>
                    <AccessAnswer role={asked} api={row.api} operation={row.operation} />
                  </Panel>
                )
              }
            >
              <Table
                label="Access of roles to operations"
                columns={columns}
                rows={rows}
                rowKey={keyOf}
                at={at}
                onMove={setAt}
                onOpen={(each) => setAt(keyOf(each))}
                empty={
                  <div className={styles['empty']}>
                    <Empty kind="none" title="No operation has this in its name or path" />
                  </div>
                }
              />
            </Split>
          )}
        </>
      )}
    </Screen>
  );
}

const keyOf = ({ api, operation }: IdentityRow): string => `${api} ${operation}`;

function columnsOf(
  roles: readonly string[],
  ask: (row: IdentityRow, role: string) => void,
): readonly Column<IdentityRow>[] {
  return [
    { id: 'operation', head: 'Operation', track: 'minmax(120px, 1fr)', mono: true, cell: ({ operation }) => operation },
    {
      id: 'path',
      head: 'Method and path',
      track: 'minmax(160px, 2fr)',
      from: 'wide',
      cell: ({ method, path }) => <MethodPath method={method} path={path} />,
    },
    ...roles.map((role): Column<IdentityRow> => ({
      id: role,
      head: role,
      track: '104px',
      cell: (row) => (
        <button
          type="button"
          className={styles['access']}
          onClick={() => ask(row, role)}
          aria-label={`${role}, ${row.operation}: ${accessWords[row.access[role] ?? 'no'].label}`}
        >
          <AccessMark of={row.access[role] ?? 'no'} />
        </button>
      ),
    })),
  ];
}

function Legend() {
  return <p className={styles['soft']}>Conditional: it depends on the call, such as whose object it is about.</p>;
}
