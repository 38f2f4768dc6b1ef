import type { Evidence, Finding, Proof, ProofStep, Run } from '../core/finding.js';
import type { RecordedExchange } from '../core/http.js';
import type { Project } from '../model/types.js';
import { protectBody, protectUrl, type ClassOf, type Tokeniser } from '../vault/data-classes.js';
import type { SealedStore } from './sealed-store.js';

/** How values of a class are protected: what the policy's `schemas` name, and the key of the tokens. */
export interface Minimising {
  readonly classOf: ClassOf;
  readonly tokenOf: Tokeniser;
}

/** How the policy of a project wants it. */
export async function minimisingOf({ dataClasses = new Map() }: Project, store: SealedStore): Promise<Minimising> {
  return { classOf: dataClasses, tokenOf: await store.opener.tokeniser() };
}

/** The run as it may be kept and shown: values of a class in what was sent and answered are masked, tokens, or gone. */
export function minimiseRun(run: Run, minimising: Minimising): Run {
  if (minimising.classOf.size === 0) return run;
  const findings = run.findings.map((finding) => minimiseFinding(finding, minimising));
  return { ...run, findings, ...(run.proof ? { proof: minimiseProof(run.proof, minimising) } : {}) };
}

/** One finding, likewise. */
export function minimiseFinding(finding: Finding, minimising: Minimising): Finding {
  return { ...finding, evidence: finding.evidence.map((evidence) => minimiseEvidence(evidence, minimising)) };
}

/** The steps of a proof, like evidence. */
export function minimiseProof(proof: Proof, minimising: Minimising): Proof {
  const step = (one: ProofStep): ProofStep => ({
    ...one,
    exchanges: one.exchanges.map((exchange) => minimiseExchange(exchange, minimising)),
  });
  const { attackDirect, attackThrough, controlDirect, controlThrough, variants } = proof;
  return {
    ...proof,
    attackDirect: step(attackDirect),
    ...(attackThrough ? { attackThrough: step(attackThrough) } : {}),
    ...(controlDirect ? { controlDirect: step(controlDirect) } : {}),
    ...(controlThrough ? { controlThrough: step(controlThrough) } : {}),
    variants: variants.map(step),
  };
}

function minimiseEvidence(evidence: Evidence, minimising: Minimising): Evidence {
  const { exchange } = evidence;
  return exchange ? { ...evidence, exchange: minimiseExchange(exchange, minimising) } : evidence;
}

/** One exchange. */
export function minimiseExchange(exchange: RecordedExchange, { classOf, tokenOf }: Minimising): RecordedExchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      url: protectUrl(request.url, classOf, tokenOf),
      ...(request.body === undefined ? {} : { body: protectBody(request.body, classOf, tokenOf) }),
    },
    response: { ...response, body: protectBody(response.body, classOf, tokenOf) },
  };
}
