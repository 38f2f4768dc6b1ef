import { useState } from 'react';
import { Link } from 'wouter';
import { severityRank, type Run } from '../../../src/core/finding.js';
import { Button } from '../../shared/button.js';
import { CodeBlock } from '../../shared/code-block.js';
import { Facts } from '../../shared/facts.js';
import { counted } from '../../shared/number.js';
import { pathTo, usePathSegment } from '../../shared/path.js';
import { Screen, Section } from '../../shared/screen.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { exactTime } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { ProofView } from '../finding/proof-view.js';
import { CoverageMatrix, Reasons } from './coverage.js';
import { tookOf } from './took.js';
import styles from './scans.module.css';

/** One run: what it covered, what it did not and why, and what it found. */
export default function RunScreen() {
  const id = usePathSegment(1) ?? '';
  const { data, error, refetch } = useRead<Run>(`/runs/${encodeURIComponent(id)}`);
  const title = data ? `${data.kind[0]!.toUpperCase()}${data.kind.slice(1)} of ${exactTime(data.startedAt)}` : 'Scan';
  return (
    <Screen
      title={title}
      actions={data && <Badge tone={data.outcome === 'complete' ? 'ok' : 'medium'}>{data.outcome}</Badge>}
    >
      {error && !data && <Failed cause={error} what="The scan" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the scan" lines={14} />}
      {data && <Known run={data} />}
    </Screen>
  );
}

function Known({ run }: { readonly run: Run }) {
  const { kind, target, tool, seed, coverage, requests, modelDigest, notes, leftovers = [], findings, proof } = run;
  return (
    <>
      <div className={styles['columns']}>
        <Facts
          of={[
            ['Target', target && <code>{target}</code>],
            ['Took', tookOf(run)],
            ['Operations', coverage && `${coverage.reached} of ${coverage.operations} reached`],
            ['Requests', requests?.toLocaleString('en')],
          ]}
        />
        <Facts
          of={[
            ['Version', `${tool.name} ${tool.version}`],
            ['Seed', seed && <code>{seed}</code>],
            ['Policy', <code key="digest">{modelDigest.slice(0, 16)}</code>],
            ['Run', <code key="run">{run.id}</code>],
          ]}
        />
      </div>
      {notes.length > 0 && (
        <ul className={styles['list']}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {proof && (
        <Section
          title="Proof"
          actions={<Link href={pathTo('findings', proof.finding)}>The finding {proof.finding.slice(0, 8)}</Link>}
        >
          <ProofView proof={proof} />
        </Section>
      )}
      {kind !== 'proof' && <Found findings={findings} />}
      {coverage && Object.keys(coverage.cells).length > 0 && <CoverageMatrix coverage={coverage} />}
      {coverage && <Reasons coverage={coverage} />}
      {leftovers.length > 0 && (
        <Section title="What it made and could not remove">
          {leftovers.map(({ what, reproduce }) => (
            <div key={what}>
              <p>{what}</p>
              <CodeBlock label={`Removes ${what}`} text={reproduce} />
            </div>
          ))}
        </Section>
      )}
    </>
  );
}

const mostShown = 10;

function Found({ findings }: { readonly findings: Run['findings'] }) {
  const [isOpen, open] = useState(false);
  const sorted = findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const shown = isOpen ? sorted : sorted.slice(0, mostShown);
  return (
    <Section title={counted(findings.length, 'finding')}>
      {findings.length === 0 && <p>Nothing was found in what was tried; the coverage below says what that is.</p>}
      <ul className={styles['list']}>
        {shown.map(({ fingerprint, severity, message }) => (
          <li key={fingerprint} className={styles['found']}>
            <SeverityMark of={severity} />
            <Link href={pathTo('findings', fingerprint)}>{message}</Link>
          </li>
        ))}
      </ul>
      {shown.length < sorted.length && (
        <div className={styles['buttons']}>
          <Button onClick={() => open(true)}>Show all {sorted.length}</Button>
        </div>
      )}
    </Section>
  );
}
