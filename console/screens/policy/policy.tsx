import { useRead } from '../../shared/use-read.js';
import { Screen, Toolbar } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { Tabs, useTab } from '../../shared/tabs.js';
import { AsCommand } from '../../shared/as-command.js';
import { EditPolicy } from './edit-policy.js';
import { LimitFromData } from './limit-from-data.js';
import { PatchesFile } from './patches-file.js';
import { Versions } from './versions.js';
import type { PolicyNow } from './types.js';

const tabs = [
  { id: 'edit', label: 'Edit' },
  { id: 'versions', label: 'Versions' },
  { id: 'limit', label: 'Limit from data' },
  { id: 'patches', label: 'Patches' },
] as const;

/** Who may do what: the text, what a change would do, its versions, and limits made from what was measured. */
export default function PolicyScreen() {
  const policy = useRead<PolicyNow>('/policy');
  const [tab, setTab] = useTab(tabs);
  const { data, error, refetch } = policy;
  return (
    <Screen
      title="Policy"
      kind={tab === 'edit' || tab === 'versions' ? 'fill' : 'page'}
      note={data && <Standing of={data} />}
      actions={data && <AsCommand text={data.cli} />}
    >
      <Toolbar>
        <Tabs label="Part" tabs={tabs} value={tab} onChange={setTab} />
      </Toolbar>
      {error && !data && <Failed cause={error} what="The policy" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the policy" lines={14} />}
      {data && tab === 'edit' && <EditPolicy policy={data} />}
      {data && tab === 'versions' && <Versions policy={data} />}
      {data && tab === 'limit' && <LimitFromData policy={data} />}
      {data && tab === 'patches' && <PatchesFile policy={data} />}
    </Screen>
  );
}

function Standing({ of: { file, digest, inForce, refused, versions } }: { readonly of: PolicyNow }) {
  return (
    <>
      <code>{file}</code>
      {versions > 0 && `, version ${versions}`}{' '}
      {digest === null ? (
        <Badge tone="high">does not compile</Badge>
      ) : inForce === null ? (
        <Badge>no gateway runs</Badge>
      ) : inForce === digest ? (
        <Badge tone="ok">in force</Badge>
      ) : (
        <Badge tone="medium">the gateway serves another one</Badge>
      )}
      {refused !== null && <> The running gateway refused it: {refused}</>}
    </>
  );
}
