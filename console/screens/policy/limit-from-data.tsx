import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { SecurityEvent } from '../../../src/core/events.js';
import { read } from '../../shared/api.js';
import { Button } from '../../shared/button.js';
import { SelectField, TextField } from '../../shared/field.js';
import { counted } from '../../shared/number.js';
import { setPolicyDraft, usePolicyDraft } from '../../shared/policy-draft.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { RateBars } from './rate-bars.js';
import { caughtBy, ratesOf, roomyLimit, type Per } from './rates.js';
import { withRateLimit } from './with-rate-limit.js';
import type { PolicyNow } from './types.js';
import styles from './limit.module.css';

const dayMillis = 86_400_000;
const mostCalls = 10_000;
const windows = [1, 10, 60, 300, 3600];

interface EventPage {
  readonly items: readonly SecurityEvent[];
  readonly next: string | null;
}

/** A rate limit made from what was measured: who called how often, a line to drag, and whom it would have caught. */
export function LimitFromData({ policy }: { readonly policy: PolicyNow }) {
  const [q] = useQueryState('q');
  const [operation, setOperation] = useQueryState('operation', operationOf(q));
  const [per, setPer] = useQueryState('per', 'principal');
  const [windowText, setWindow] = useQueryState('window', '60');
  const names = useRead<{
    readonly items: readonly { readonly operation: string; readonly method: string; readonly path: string }[];
  }>('/identities');
  const windowSeconds = Number(windowText) > 0 ? Number(windowText) : 60;
  return (
    <Section title="A rate limit from data">
      <div className={styles['choices']}>
        <SelectField label="Operation" value={operation} onChange={({ target }) => setOperation(target.value)}>
          <option value="">choose one</option>
          {names.data?.items.map(({ operation: id, method, path }) => (
            <option key={`${id} ${path}`} value={id}>
              {id} ({method} {path})
            </option>
          ))}
        </SelectField>
        <SelectField label="Window" value={String(windowSeconds)} onChange={({ target }) => setWindow(target.value)}>
          {[...new Set([...windows, windowSeconds])].map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds} s
            </option>
          ))}
        </SelectField>
        <SelectField label="Counted per" value={per} onChange={({ target }) => setPer(target.value)}>
          <option value="principal">principal (without one: address)</option>
          <option value="address">address</option>
        </SelectField>
      </div>
      {operation === '' ? (
        <Empty kind="none" title="Choose an operation">
          Its recorded calls of the last 24 h show who calls how often.
        </Empty>
      ) : (
        <Measured
          key={`${operation} ${per} ${windowSeconds}`}
          asked={{ operation, per: per === 'address' ? 'address' : 'principal', windowSeconds }}
          policy={policy}
        />
      )}
    </Section>
  );
}

/** The operation that a query of the traffic is about, where it names one. */
function operationOf(query: string): string {
  const [, quoted, bare] = /(?:^|[\s(])operation:(?:"([^"]+)"|([^\s()*]+))/.exec(query) ?? [];
  return quoted ?? bare ?? '';
}

interface Asked {
  readonly operation: string;
  readonly per: Per;
  readonly windowSeconds: number;
}

function Measured({ asked, policy }: { readonly asked: Asked; readonly policy: PolicyNow }) {
  const { operation, windowSeconds, per } = asked;
  const [since] = useState(() => Date.now() - dayMillis);
  const calls = useQuery({
    queryKey: ['/events', 'rates', operation],
    queryFn: ({ signal }) => callsOf(operation, since, signal),
  });
  const rates = ratesOf(calls.data?.events ?? [], asked);
  const [limitText, setLimit] = useQueryState('limit');
  const roomy = roomyLimit(rates);
  const limit = Number(limitText) >= 1 ? Math.floor(Number(limitText)) : roomy;
  if (calls.error) return <Failed cause={calls.error} what="The calls" retry={() => void calls.refetch()} />;
  if (!calls.data) return <Loading what="the calls" />;
  if (!rates.length) {
    return (
      <Empty kind="none" title={`No call to ${operation} in the last 24 h`}>
        Without calls nothing can be measured. <Link href="/traffic">Traffic</Link> shows what was recorded.
      </Empty>
    );
  }
  const caught = caughtBy(rates, limit);
  return (
    <>
      <p>
        {counted(calls.data.events.length, 'call')} of the last 24 h by {counted(rates.length, 'caller')}
        {!calls.data.isWhole && `: there are more; these are the newest ${mostCalls.toLocaleString('en')}`}. Each bar is
        the most that one of them called within {windowSeconds} s.
      </p>
      <RateBars rates={rates} limit={limit} onLimit={(next) => setLimit(String(next))} />
      <div className={styles['outcome']}>
        <TextField
          label={`Limit: calls in ${windowSeconds} s`}
          type="number"
          min={1}
          step={1}
          value={limit}
          onChange={({ target }) => setLimit(target.value)}
        />
        <p role="status" className={styles['caught']}>
          <b>
            {counted(caught.length, 'caller')} of {rates.length} caught
          </b>
          {caught.length > 0 &&
            `: ${caught
              .slice(0, 3)
              .map(({ who }) => who)
              .join(', ')}${caught.length > 3 ? ' …' : ''}`}
        </p>
      </div>
      <Deploy policy={policy} asked={{ operation, windowSeconds, per, limit }} />
    </>
  );
}

async function callsOf(
  operation: string,
  since: number,
  signal: AbortSignal,
): Promise<{ readonly events: readonly SecurityEvent[]; readonly isWhole: boolean }> {
  const events: SecurityEvent[] = [];
  let cursor: string | undefined;
  do {
    const q = `kind:access operation:${/^[\w.-]+$/.test(operation) ? operation : JSON.stringify(operation)}`;
    const page = await read<EventPage>('/events', { q, since, limit: 500, cursor }, signal);
    events.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && events.length < mostCalls);
  return { events, isWhole: cursor === undefined };
}

/** Prepares the text: it is looked at, tried on the last day and applied in the editor. */
function Deploy({ policy, asked }: { readonly policy: PolicyNow; readonly asked: Asked & { readonly limit: number } }) {
  const draft = usePolicyDraft();
  const may = useMay('applyPolicy');
  if (!may) return null;
  const { operation, limit, windowSeconds, per } = asked;
  const prepare = (): void => {
    const { text, line } = withRateLimit(draft?.text ?? policy.text, asked);
    if (text === undefined) toast({ text: `${operation} has limits already: they are changed in line ${line}` });
    else
      setPolicyDraft({
        text,
        base: draft?.base ?? policy.textDigest,
        reason: `At most ${limit} calls of ${operation} in ${windowSeconds} s per ${per}`,
      });
    setQuery(
      {
        tab: undefined,
        line: String(line),
        operation: undefined,
        per: undefined,
        window: undefined,
        limit: undefined,
        q: undefined,
      },
      true,
    );
  };
  return (
    <div className={styles['deploy']}>
      <Button kind="primary" onClick={prepare}>
        Put it into the policy
      </Button>
      <p>
        It opens in the editor with the difference. <b>Observe first:</b> the dry run there counts whom it would have
        denied yesterday; with <code>mode: monitor</code> at the operation the gateway writes down what it would deny
        and denies nothing there.
      </p>
    </div>
  );
}
