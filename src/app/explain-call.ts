import fs from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { CallTracing, type GuardVerdict } from '../gateway/call-trace.js';
import type { AskedCall } from '../gateway/asked-call.js';
import { explainCall, type CallExplanation } from '../gateway/explain-call.js';
import { explainGuards } from '../gateway/explain.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import { guards } from '../gateway/guards.js';
import { explainOperation, type ExplainedSetting } from '../model/policy-explain.js';
import type { ApiModel, Project } from '../model/types.js';
import type { App } from './app.js';
import { assumedCaller, type AssumedCaller } from './assumed-caller.js';
import { workerLearnedOwners } from './learned-owners.js';
import { OpenVault } from './open-vault.js';
import { storePlace } from './store-place.js';
import { openGateway } from './serve.js';

/** What `policy explain` is asked about a call. */
export interface CallQuestion {
  readonly call: AskedCall;
  readonly as?: string | undefined;
  readonly address?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly asksUpstream?: boolean | undefined;
}

/** A guard's verdict with the settings that made it. */
export type ExplainedVerdict = Omit<GuardVerdict, 'settings' | 'verdict'> & {
  readonly verdict: GuardVerdict['verdict'] | 'not reached';
  readonly settings: readonly ExplainedSetting[];
};

export interface ExplainedCall {
  readonly request: string;
  readonly caller: Readonly<Record<string, unknown>> | undefined;
  /** What was taken for granted of the caller. */
  readonly note?: string;
  readonly api: string | undefined;
  readonly operation: string | undefined;
  readonly outcome: CallExplanation['outcome'];
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly guard: string | undefined;
  readonly detail: CallExplanation['detail'];
  readonly wouldDeny: readonly string[];
  readonly guards: readonly ExplainedVerdict[];
}

/** A request line as people write it, and what it says of the connection. */
export type RequestLine = Pick<AskedCall, 'method' | 'target' | 'host'> & { readonly tls: boolean };

/** `GET /orders/7`, or with the whole address as `GET https://api.example.com/orders/7`. Throws USAGE. */
export function readRequestLine(text: string): RequestLine {
  const [, method = 'GET', target] = /^\s*(?:([A-Za-z]+)\s+)?(\S+)\s*$/.exec(text) ?? [];
  const [, scheme, host, path] = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(target ?? '') ?? [];
  const own = host === undefined ? target : path || '/';
  if (own === undefined || !own.startsWith('/')) {
    throw new PortcullisError('USAGE', `--request does not take ${JSON.stringify(text)}`, {
      expected: "a method and a path, such as 'GET /orders/7?full=true'",
    });
  }
  return { method: method.toUpperCase(), target: own, host, tls: scheme?.toLowerCase() === 'https' };
}

/** Bytes of a file; `-` is standard input. Throws FILE_UNREADABLE. */
export function readBody(app: App, file: string): Buffer {
  try {
    return fs.readFileSync(file === '-' ? 0 : path.resolve(app.cwd, file));
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `--body cannot read ${file === '-' ? 'standard input' : file}`, {
      cause,
      hint: (cause as Error).message,
    });
  }
}

interface Judge {
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** A gateway that judges and serves nobody: its counters are new, and nothing leaves it but what it is asked for. */
async function openJudge(app: App, question: CallQuestion, tracing: CallTracing): Promise<Judge> {
  const project = await app.project();
  const owners = workerLearnedOwners(storePlace(app), tracing.sink);
  const watched = tracing.watch(guards);
  // Calls are counted by themselves: an explanation must use up nobody's limit.
  const alone: Project = { ...project, limits: { ...project.limits, store: 'memory' } };
  if (question.as !== undefined && !question.asksUpstream) {
    const identity = { verifierOf: () => undefined };
    const gateway = createGateway({
      project: alone,
      identity,
      guards: watched,
      sink: tracing.sink,
      learned: owners.learned,
    });
    return { gateway, close: () => closeAll(gateway, owners) };
  }
  const vault = await OpenVault.open(storePlace(app));
  const config = { policyFile: app.policyFile ?? '', vault, allowPlainText: false, untraced: true };
  const own = openGateway(alone, { ...config, guards: watched, learned: owners.learned }, tracing.sink);
  return { gateway: own.gateway, close: () => closeAll(own, vault, owners) };
}

async function closeAll(...parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

/**
 * Says what the gateway would do with a call and who decides it, with the guards of the gateway itself. Nothing is sent
 * to the upstream, unless `asksUpstream`. Throws USAGE and NOT_FOUND.
 */
export async function explainCallOf(app: App, question: CallQuestion): Promise<ExplainedCall> {
  const { as, address, tls, asksUpstream, call } = question;
  if (address !== undefined && !isIP(address)) {
    throw new PortcullisError('USAGE', `--address does not take "${address}"`, { expected: 'an IPv4 or IPv6 address' });
  }
  const project = await app.project();
  const { assumed, note } = as === undefined ? ({} as Partial<AssumedCaller>) : assumedCaller(as, project);
  const tracing = new CallTracing();
  const judge = await openJudge(app, question, tracing);
  try {
    const explanation = await explainCall(judge.gateway, tracing, { call, assumed, address, tls, asksUpstream });
    return { ...withSettings(explanation, question, project), ...(note === undefined ? {} : { note }) };
  } finally {
    await judge.close();
  }
}

function withSettings(explanation: CallExplanation, { call }: CallQuestion, project: Project): ExplainedCall {
  const { exchange, operation, outcome, status, code, guard, detail, wouldDeny } = explanation;
  const model = project.apis.find(
    (api) => operation !== undefined && api.name === explanation.api && api.operations.get(operation.id) === operation,
  );
  const settings = model && operation ? explainOperation(model, operation.id) : [];
  const principal = exchange?.principal;
  return {
    request: `${call.method} ${call.target}`,
    caller: principal && {
      subject: principal.subject,
      tenant: principal.tenant,
      roles: principal.roles,
      scopes: principal.scopes,
    },
    api: explanation.api,
    operation: operation?.id,
    outcome,
    status,
    code,
    guard,
    detail,
    wouldDeny,
    guards: allVerdicts(explanation, model).map((verdict) => ({
      ...verdict,
      settings: settings.filter(({ setting }) => isOf(setting, verdict.settings)),
    })),
  };
}

function isOf(setting: string, names: readonly string[]): boolean {
  return names.some((name) => setting === name || setting.startsWith(`${name}.`));
}

type Bare = Omit<ExplainedVerdict, 'settings'> & Pick<GuardVerdict, 'settings'>;

/** Those who judged, then those who would have, had the call come so far. */
function allVerdicts({ verdicts, operation, outcome }: CallExplanation, model: ApiModel | undefined): readonly Bare[] {
  if (!model || !operation) return verdicts;
  const missing = explainGuards(model, operation.id).flatMap(({ id, title, phase, judges, settings }) =>
    judges
      .filter((judged) => !verdicts.some((one) => one.guard === id && one.judged === judged))
      .map((judged): Bare => {
        const verdict = outcome === 'accepted' && judged === 'answer' ? 'depends' : 'not reached';
        return { guard: id, title, phase, judged, verdict, settings };
      }),
  );
  const rank = ({ judged }: Bare): number => (judged === 'request' ? 0 : 1);
  return [...verdicts, ...missing].sort((a, b) => rank(a) - rank(b));
}
