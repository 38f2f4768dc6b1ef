import path from 'node:path';
import { PortcullisError, PortcullisErrors } from '../../core/errors.js';
import { detectionFacts } from '../../app/detection-context.js';
import { runningGateway } from '../../app/gateway-state.js';
import { patchesFile, patchesOf, proposePatch } from '../../app/patch.js';
import {
  applyPolicy,
  compileText,
  policyFileOf,
  readPolicy,
  rollBackPolicy,
  settingChanges,
  type PolicyApplied,
} from '../../app/policy-change.js';
import { replayPolicy } from '../../app/policy-replay.js';
import { weakenings } from '../../app/policy-weakenings.js';
import { loadPatches, patchesText } from '../../model/patches-file.js';
import { policySchema } from '../../model/policy-schema.js';
import { loadProject } from '../../model/project.js';
import { patchesFileName } from '../../model/patches.js';
import { diskSource } from '../../model/file-source.js';
import type { App } from '../../app/app.js';
import type { Project } from '../../model/types.js';
import { cli, flag } from '../cli.js';
import { isWhole, pageOf, readCursor } from '../cursor.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { placeOf, Refusal } from '../problem.js';
import { closed, cursor, limit, reason, text, time, whole } from '../schemas.js';
import { textDiff } from '../../app/text-diff.js';

const dayMillis = 86_400_000;
const policyText = text(1_000_000);

const name = (app: App): string => path.basename(policyFileOf(app));

/** What a policy that was put in force is told by. */
function appliedView({ version, gateway }: PolicyApplied, policyDiff: string, line: string) {
  const { source: _source, ...kept } = version;
  return { version: kept, policyDiff, gateway: gateway ?? null, cli: line };
}

export const policyOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'getPolicy',
    method: 'GET',
    path: '/policy',
    summary: "The policy's text, its patches, and what is in force",
    roles: may.read,
    async run({ app }) {
      const { text: own, textDigest } = readPolicy(app);
      const store = await app.store();
      const [latest] = await store.policyVersions.list({ limit: 1 });
      const running = runningGateway(app.dataDir);
      const file = patchesFile(app);
      const patches = loadPatches(file);
      const digest = await app.project().then(
        (project) => project.digest,
        () => null,
      );
      return {
        file: name(app),
        text: own,
        textDigest,
        digest,
        inForce: running?.policyDigest ?? null,
        refused: running?.refused ?? null,
        patches: patches.length ? { file: patchesFileName, text: patchesText(patches) } : null,
        versions: latest?.id ?? 0,
        cli: cli('policy', 'check'),
      };
    },
  }),
  operation({
    id: 'getPolicySchema',
    method: 'GET',
    path: '/policy/schema',
    summary: 'JSON Schema of the policy',
    roles: may.read,
    run: async () => policySchema,
  }),
  operation<object, { readonly text: string }>({
    id: 'checkPolicy',
    method: 'POST',
    path: '/policy/check',
    summary: 'Compile a policy without saving it: every fault with line and column',
    roles: may.read,
    body: closed({ text: policyText }, ['text']),
    async run({ app, body }) {
      const line = cli('policy', 'check');
      const project = await compileText(app, body.text).catch((error: unknown) => faultsOf(app, error));
      if ('errors' in project) return { valid: false, digest: null, apis: [], errors: project.errors, cli: line };
      const apis = project.apis.map(({ name: api, title, operations, problems }) => ({
        name: api,
        title,
        operations: operations.size,
        problems: problems.length,
      }));
      return { valid: true, digest: project.digest, apis, errors: [], cli: line };
    },
  }),
  operation<object, { readonly text: string }>({
    id: 'diffPolicy',
    method: 'POST',
    path: '/policy/diff',
    summary: 'What a policy would change: its lines, and the settings of operations',
    roles: may.read,
    body: closed({ text: policyText }, ['text']),
    async run({ app, body }) {
      const [before, after] = await Promise.all([app.project(), compileText(app, body.text)]);
      return {
        policyDiff: textDiff(readPolicy(app).text, body.text, name(app)),
        operations: settingChanges(before, after),
        weaker: weakenings(detectionFacts(before), detectionFacts(after)) ?? null,
        cli: cli('policy', 'diff', 'NEW.yaml'),
      };
    },
  }),
  operation<object, { readonly text: string; readonly since?: number; readonly until?: number }>({
    id: 'dryRunPolicy',
    method: 'POST',
    path: '/policy/dry-run',
    summary: 'What a policy would have denied of the recorded calls of the last day, and what cannot be said',
    roles: may.read,
    body: closed({ text: policyText, since: time, until: time }, ['text']),
    async run({ app, body, signal }) {
      const [before, after] = await Promise.all([app.project(), compileText(app, body.text)]);
      return {
        ...(await replayed(app, { before, after }, { ...body, signal })),
        cli: cli('policy', 'diff', 'NEW.yaml', '--replay'),
      };
    },
  }),
  operation<{ readonly since?: number; readonly until?: number }>({
    id: 'dryRunPatch',
    method: 'GET',
    path: '/findings/{fingerprint}/patch/dry-run',
    summary: 'What the patch of a finding would have denied of the recorded calls of the last day',
    roles: may.read,
    query: { since: time, until: time },
    async run({ app, params, query, signal }) {
      const { proposal, applied, stored } = await proposePatch(app, params.fingerprint!);
      if (proposal.kind !== 'patch') throw new Refusal(422, 'PATCH_INVALID', 'There is no patch of this finding');
      const file = patchesFile(app);
      const all = patchesOf(proposal);
      const others = loadPatches(file).filter(({ id }) => !all.some((each) => each.id === id));
      const [before, after] = await Promise.all([
        applied ? withPatches(app, patchesText(others)) : app.project(),
        applied ? app.project() : withPatches(app, patchesText([...others, ...all])),
      ]);
      return {
        ...(await replayed(app, { before, after }, { ...query, signal })),
        cli: cli('patch', stored.finding.fingerprint.slice(0, 8)),
      };
    },
  }),
  operation<object, { readonly text: string; readonly reason: string; readonly base: string }>({
    id: 'applyPolicy',
    method: 'PUT',
    path: '/policy',
    summary: 'Put a policy in force; `base` is the textDigest that was edited',
    roles: may.operate,
    body: closed({ text: policyText, reason, base: text(64) }, ['text', 'reason', 'base']),
    async run({ app, body }) {
      const before = readPolicy(app);
      if (before.textDigest !== body.base)
        throw new Refusal(409, 'CONFLICT', 'The policy was changed meanwhile', { hint: 'read it again' });
      const policyDiff = textDiff(before.text, body.text, name(app));
      const done = await applyPolicy(app, body);
      return appliedView(done, policyDiff, cli('policy', 'apply', 'NEW.yaml', '--reason', body.reason));
    },
  }),
  operation<{ readonly limit: number; readonly cursor?: string }>({
    id: 'listPolicyVersions',
    method: 'GET',
    path: '/policy/versions',
    summary: 'Versions of the policy, newest first',
    roles: may.read,
    query: { limit, cursor },
    async run({ app, query }) {
      const before = readCursor(query.cursor, isWhole);
      const { policyVersions } = await app.store();
      const rows = await policyVersions.list({ limit: query.limit + 1, ...(before === undefined ? {} : { before }) });
      const kept = rows.map(({ source: _source, ...version }) => version);
      return { ...pageOf(kept, query.limit, ({ id }) => id), cli: cli('policy', 'history') };
    },
  }),
  operation({
    id: 'getPolicyVersion',
    method: 'GET',
    path: '/policy/versions/{version}',
    summary: 'A version of the policy, and how it differs from the one now',
    roles: may.read,
    async run({ app, params }) {
      const { policyVersions } = await app.store();
      const id = Number(params.version);
      const version = Number.isSafeInteger(id) ? await policyVersions.get(id) : undefined;
      if (!version) throw new Refusal(404, 'NOT_FOUND', `There is no version ${params.version} of the policy`);
      const { source, ...kept } = version;
      const policyDiff = textDiff(readPolicy(app).text, source, name(app));
      return { ...kept, text: source, policyDiff, cli: cli('policy', 'rollback', id, '--reason', 'REASON') };
    },
  }),
  operation<object, { readonly version: number; readonly reason: string }>({
    id: 'rollBackPolicy',
    method: 'POST',
    path: '/policy/rollback',
    summary: 'Put an earlier version of the policy in force',
    roles: may.operate,
    body: closed({ version: whole(1, 1_000_000_000), reason }, ['version', 'reason']),
    async run({ app, body }) {
      const before = readPolicy(app).text;
      const done = await rollBackPolicy(app, body.version, body.reason);
      const line = cli('policy', 'rollback', body.version, ...flag('--reason', body.reason));
      return appliedView(done, textDiff(before, done.version.source, name(app)), line);
    },
  }),
];

function faultsOf(app: App, error: unknown) {
  if (!(error instanceof PortcullisError)) throw error;
  const all = error instanceof PortcullisErrors ? error.errors : [error];
  const folder = path.dirname(policyFileOf(app));
  const errors = all
    .map(placeOf)
    .map((place) => (place.file ? { ...place, file: path.relative(folder, place.file) } : place));
  return { errors };
}

function replayed(
  app: App,
  policies: { readonly before: Project; readonly after: Project },
  { until = Date.now(), since = until - dayMillis, signal }: { since?: number; until?: number; signal: AbortSignal },
) {
  return app.store().then(({ events }) => replayPolicy(events, policies, { since, until, signal }));
}

/** The project with another patches file than the one on the disk. */
function withPatches(app: App, patches: string): Promise<Project> {
  const policyFile = policyFileOf(app);
  const own = path.join(path.dirname(policyFile), patchesFileName);
  return loadProject({
    policyFile,
    today: app.now(),
    source: {
      ...diskSource,
      realPathOf: (file) => (path.resolve(file) === path.resolve(own) ? own : diskSource.realPathOf(file)),
      isFile: (real) => real === own || diskSource.isFile(real),
      read: (real, shown, most) => (real === own ? Buffer.from(patches) : diskSource.read(real, shown, most)),
    },
  });
}
