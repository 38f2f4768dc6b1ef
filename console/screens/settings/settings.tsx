import { Screen, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Tabs, useTab } from '../../shared/tabs.js';
import { General } from './general.js';
import { People } from './people.js';
import { Tokens } from './tokens.js';

/** People and tokens of the console, and what the policy says of notifications and how long things are kept. */
export default function SettingsScreen() {
  const maySeePeople = useMay('listUsers');
  const maySeeTokens = useMay('listTokens');
  const tabs = [
    { id: 'general', label: 'General' },
    ...(maySeePeople ? [{ id: 'people', label: 'People' }] : []),
    ...(maySeeTokens ? [{ id: 'tokens', label: 'Tokens' }] : []),
  ];
  const [tab, setTab] = useTab(tabs);
  return (
    <Screen title="Settings">
      <Toolbar>
        <Tabs label="Part" tabs={tabs} value={tab} onChange={setTab} />
      </Toolbar>
      {tab === 'general' && <General />}
      {tab === 'people' && <People />}
      {tab === 'tokens' && <Tokens />}
    </Screen>
  );
}
