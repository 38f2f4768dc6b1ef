import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { pathTo, usePathSegment } from '../../shared/path.js';
import { Screen } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { ReasonForm } from '../findings/reason-form.js';
import { settable, stateWords, type SettableStatus } from '../findings/states.js';
import { useTriage } from '../findings/use-triage.js';
import { EvidencePair } from './evidence-pair.js';
import { FindingHistory } from './finding-history.js';
import { OperationPolicy } from './operation-policy.js';
import { PatchSection } from './patch-section.js';
import { Remedy } from './remedy.js';
import { Reproduce } from './reproduce.js';
import type { FindingDetail } from './types.js';
import styles from './finding.module.css';

/** One finding: the proof first, then how it is closed, and that it is. */
export default function FindingScreen() {
  const fingerprint = usePathSegment(1) ?? '';
  const { data, error, refetch } = useRead<FindingDetail>(`/findings/${encodeURIComponent(fingerprint)}`);
  if (error && !data) {
    return (
      <Screen title="Finding">
        <Failed cause={error} what="The finding" retry={() => void refetch()} />
      </Screen>
    );
  }
  if (!data) {
    return (
      <Screen title="Finding">
        <Loading what="the finding" lines={14} />
      </Screen>
    );
  }
  return <Known detail={data} />;
}

function Known({ detail }: { readonly detail: FindingDetail }) {
  const { finding, triage, proofs, history } = detail;
  const { fingerprint, message, severity, status, api, operationId } = finding;
  return (
    <Screen
      title={message}
      note={<Facts detail={detail} />}
      actions={
        <>
          <SeverityMark of={severity} />
          <Badge tone={stateWords[status].tone}>{stateWords[status].label}</Badge>
        </>
      }
    >
      <StateActions fingerprint={fingerprint} status={status} />
      {triage && status !== 'open' && (
        <p className={styles['triage']}>
          {triage.reason}{' '}
          <span className={styles['soft']}>
            ({triage.by}
            {triage.expires && `, until ${triage.expires.slice(0, 10)}`})
          </span>
        </p>
      )}
      <EvidencePair finding={finding} />
      <Reproduce finding={finding} script={detail.reproduce} cli={detail.cli} />
      <PatchSection fingerprint={fingerprint} status={status} proofs={proofs} source={finding.source} />
      <div className={styles['columns']}>
        {operationId !== undefined && <OperationPolicy api={api} operation={operationId} />}
        <div className={styles['stack']}>
          <Remedy finding={finding} />
          <FindingHistory history={history} />
        </div>
      </div>
    </Screen>
  );
}

function Facts({ detail: { finding, lastSeenAt } }: { readonly detail: FindingDetail }) {
  const { api, operationId, ruleId, confidence, cwe, owasp, instances } = finding;
  return (
    <span className={styles['facts']}>
      {operationId === undefined ? (
        <span>{api}</span>
      ) : (
        <Link href={pathTo('inventory', api, operationId)}>
          {api} / {operationId}
        </Link>
      )}
      <Link href={`/findings?state=all&rule=${encodeURIComponent(ruleId)}`}>
        <code>{ruleId}</code>
      </Link>
      <span>{confidence}</span>
      {owasp.map((id) => (
        <span key={id}>{id}</span>
      ))}
      {cwe.map((id) => (
        <span key={id}>CWE-{id}</span>
      ))}
      {instances && (
        <span>
          {instances.count}
          {instances.of !== undefined && ` of ${instances.of}`} {instances.what}
        </span>
      )}
      <span>
        seen <Time at={lastSeenAt} />
      </span>
    </span>
  );
}

/** One key per state; the reason is asked in its place. */
function StateActions({ fingerprint, status }: { readonly fingerprint: string; readonly status: string }) {
  const [asking, ask] = useState<SettableStatus>();
  const { setOne } = useTriage();
  const may = useMay('setFinding');
  const offered = settable.filter((each) => each.status !== status);
  useKeys(may && !asking ? Object.fromEntries(offered.map((each) => [each.key, () => ask(each.status)])) : {});
  if (!may) return null;
  if (asking) {
    return (
      <ReasonForm
        status={asking}
        about={fingerprint.slice(0, 8)}
        cancel={() => ask(undefined)}
        submit={async (reason, expires) => {
          await setOne(fingerprint, { status: asking, reason, ...(expires ? { expires } : {}) });
          ask(undefined);
        }}
      />
    );
  }
  return (
    <div className={styles['states']} role="group" aria-label="Set the state">
      {offered.map((each) => (
        <Button key={each.status} hotkey={each.key} onClick={() => ask(each.status)}>
          {each.verb}
        </Button>
      ))}
    </div>
  );
}
