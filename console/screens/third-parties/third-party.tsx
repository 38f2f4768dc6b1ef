import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Facts } from '../../shared/facts.js';
import { usePathSegment } from '../../shared/path.js';
import { Screen } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading, Stale } from '../../shared/states.js';
import { exactTime, Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { Certificates, Secrets, Uses } from './connections.js';
import { findingsPath, findingsText } from './findings-text.js';
import { Posture } from './posture.js';
import { Reviews } from './reviews.js';
import { Switch } from './switch.js';
import type { VendorAnswer } from './types.js';
import { reviewWords } from './words.js';
import styles from './third-parties.module.css';

/** One third party: what it gets, how it stands, what was asked and answered, and the switch. */
export default function ThirdParty() {
  const name = usePathSegment(1) ?? '';
  const { data, error, refetch } = useRead<VendorAnswer>(`/vendors/${encodeURIComponent(name)}`, {
    everyMillis: 15_000,
  });
  const shown = data?.name === name ? data : undefined;
  if (!shown) {
    return (
      <Screen title={name}>
        {error ? (
          <Failed cause={error} what="The third party" retry={() => void refetch()} />
        ) : (
          <Loading what="the third party" lines={14} />
        )}
      </Screen>
    );
  }
  const { blocked, review } = shown;
  return (
    <Screen
      title={name}
      note={
        <>
          Tier {shown.tier}, answered for by {shown.owner}
        </>
      }
      actions={
        <>
          <Badge tone={reviewWords[review.state].tone}>{reviewWords[review.state].label}</Badge>
          <Badge tone={blocked ? 'critical' : 'ok'}>{blocked ? 'switched off' : 'on'}</Badge>
        </>
      }
    >
      <Stale failure={error} />
      <Switch of={shown} />
      <div className={styles['columns']}>
        <Known of={shown} />
        <Secrets of={shown} />
      </div>
      <Posture of={shown} />
      <Reviews of={shown} />
      <Uses of={shown} />
      <Certificates of={shown} />
      <AsCommand text={shown.cli} />
    </Screen>
  );
}

function Known({ of }: { readonly of: VendorAnswer }) {
  const { review, contract } = of;
  return (
    <Facts
      of={[
        ['Gets', of.dataClasses.join(', ') || 'no kind of data is named'],
        ['Integrations', of.integrations.join(', ') || 'none: it is called by nobody here'],
        ['Hosts', of.hosts.join(', ')],
        ['Contract', contract && `${contract.file}${contract.pinned ? ', pinned' : ', not pinned'}`],
        ['Last review', review.lastAt === undefined ? 'never' : `${exactTime(review.lastAt)} by ${review.by ?? '–'}`],
        ['Review due', <Time key="due" at={review.dueAt} />],
        ['New use denied', <Time key="denies" at={review.deniesAt} />],
        ['Last call', <Time key="call" at={of.lastCallAt} />],
        [
          'Findings',
          <Link key="findings" href={findingsPath(of.name)}>
            {findingsText(of)}
          </Link>,
        ],
      ]}
    />
  );
}
