import { Screen } from '../../shared/screen.js';
import { Tabs, useTab } from '../../shared/tabs.js';
import { DetectionList } from './detection-list.js';
import { DetectorList } from './detector-list.js';

const tabs = [
  { id: 'detections', label: 'Detections' },
  { id: 'detectors', label: 'Detectors' },
];

/** What was noticed, and what it is noticed by. */
export default function Detections() {
  const [tab, setTab] = useTab(tabs);
  return (
    <Screen
      kind="fill"
      title="Detections"
      note="What stands out in the traffic, and the rules that look for it"
      actions={<Tabs label="Part" tabs={tabs} value={tab} onChange={setTab} />}
    >
      {tab === 'detectors' ? <DetectorList /> : <DetectionList />}
    </Screen>
  );
}
