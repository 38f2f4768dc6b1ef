import { blockName, blockOf } from '../../app/detections.js';
import type { SecurityEvent } from '../../core/events.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { testDetector } from '../../telemetry/detection/run-scenario.js';
import type { DetectionSettings } from '../../telemetry/detection/settings.js';
import { detectors } from '../../telemetry/detectors.js';
import { readPolicy } from '../../app/policy-change.js';
import { cli } from '../cli.js';
import { isText, pageOf, readCursor } from '../cursor.js';
import { detectionRow } from '../detection-view.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, cursor, limit, name, oneOf, reason, time, yesNo, whole, type Schema } from '../schemas.js';
import { textDiff } from '../../app/text-diff.js';
import { withDetector } from '../tune-detector.js';

const weekMillis = 7 * 86_400_000;

interface Listing {
  readonly state?: 'open' | 'closed';
  readonly rule?: string;
  readonly since?: number;
  readonly limit: number;
  readonly cursor?: string;
}

interface Tuning {
  readonly enabled?: boolean;
  readonly thresholds?: Readonly<Record<string, number>>;
}

const numbers: Schema = { type: 'object', additionalProperties: whole(0, 1_000_000_000), maxProperties: 50 };

function detectorOf(id: string) {
  const detector = detectors.get(id);
  if (detector) return detector;
  throw new Refusal(404, 'NOT_FOUND', `There is no detector ${id}`);
}

export const detectionOperations: readonly ConsoleOperation[] = [
  operation<Listing>({
    id: 'listDetections',
    method: 'GET',
    path: '/detections',
    summary: 'What detectors noticed, newest first',
    roles: may.read,
    query: { state: oneOf('open', 'closed'), rule: name, since: time, limit, cursor },
    async run({ app, query }) {
      const { detections } = await app.store();
      const before = readCursor(query.cursor, isText);
      const { state, rule, since } = query;
      const given = {
        ...(state ? { state } : {}),
        ...(rule ? { rule } : {}),
        ...(since === undefined ? {} : { since }),
      };
      const rows = await detections.list({ ...given, ...(before ? { before } : {}), limit: query.limit + 1 });
      return pageOf(rows.map(detectionRow), query.limit, ({ id }) => id);
    },
  }),
  operation({
    id: 'getDetection',
    method: 'GET',
    path: '/detections/{detection}',
    summary: 'A detection with the events that show it',
    roles: may.read,
    async run({ app, params }) {
      const store = await app.store();
      const stored = await store.detections.get(params.detection!);
      const { samples = [] } = stored.document as Partial<Detection>;
      const events = await Promise.all(samples.map((id) => store.events.get(id).catch(() => undefined)));
      return {
        ...detectionRow(stored),
        detection: stored.document,
        samples: events.filter((event): event is SecurityEvent => event !== undefined),
        cli: cli('detections', 'show', stored.id),
      };
    },
  }),
  operation<object, { readonly effect: 'throttle' | 'block' }>({
    id: 'applyDetection',
    method: 'POST',
    path: '/detections/{detection}/apply',
    summary: 'Slow the actor of a detection down, or keep it out, for 15 minutes',
    roles: may.triage,
    body: closed({ effect: oneOf('throttle', 'block') }, ['effect']),
    async run({ app, params, body }) {
      const { detections } = await app.store();
      const { id: detectionId, document } = await detections.get(params.detection!);
      const { actor } = document as Partial<Detection>;
      if (!actor) throw new Refusal(422, 'USAGE', 'This detection is about no single actor');
      const block = blockOf({ detectionId, actor: blockName(actor), effect: body.effect }, Date.now());
      await detections.block(block);
      return { block, cli: cli('detections', 'apply', detectionId, body.effect) };
    },
  }),
  operation<object, { readonly reason: string }>({
    id: 'undoDetection',
    method: 'POST',
    path: '/detections/{detection}/undo',
    summary: 'End what was done about a detection, and close it',
    roles: may.triage,
    body: closed({ reason }, ['reason']),
    async run({ app, params, body, caller }) {
      const { detections } = await app.store();
      const { id } = await detections.get(params.detection!);
      const undone = await detections.undo(id, caller.name, body.reason);
      return { detection: detectionRow(undone), cli: cli('detections', 'undo', id, '--reason', body.reason) };
    },
  }),
  operation({
    id: 'listDetectors',
    method: 'GET',
    path: '/detectors',
    summary: 'The detectors with their settings, and how often each noticed something in 7 days',
    roles: may.read,
    async run({ app }) {
      const [{ detections }, project] = await Promise.all([app.store(), app.project()]);
      const recent = await detections.list({ since: Date.now() - weekMillis, limit: 10_000 });
      const settings = project.detections.detectors as DetectionSettings;
      const items = [...detectors].map((detector) => ({
        ...viewOf(detector, settings),
        hits7d: recent.filter(({ rule }) => rule === detector.id).length,
      }));
      return { items, cli: cli('detections', 'list') };
    },
  }),
  operation({
    id: 'getDetector',
    method: 'GET',
    path: '/detectors/{detector}',
    summary: 'A detector: what it looks at, its thresholds, its own tests',
    roles: may.read,
    async run({ app, params }) {
      const detector = detectorOf(params.detector!);
      const settings = (await app.project()).detections.detectors as DetectionSettings;
      const { fires, silent, kinds, guard, runbook, version, attack, owasp, response, acts, dedupSeconds } = detector;
      const scenarios = [
        ...fires.map(({ name: scenario }) => ({ name: scenario, mustFire: true })),
        ...silent.map(({ name: scenario }) => ({ name: scenario, mustFire: false })),
      ];
      const about = { kinds, guard, runbook, version, attack, owasp, response, acts, dedupSeconds };
      return { ...viewOf(detector, settings), ...about, scenarios, cli: cli('detections', 'test', detector.id) };
    },
  }),
  operation({
    id: 'testDetector',
    method: 'POST',
    path: '/detectors/{detector}/test',
    summary: "Run a detector's own scenarios with the policy's thresholds",
    roles: may.read,
    async run({ app, params }) {
      const detector = detectorOf(params.detector!);
      const settings = (await app.project()).detections.detectors as DetectionSettings;
      const results = testDetector(detector, settings);
      return { passed: results.every(({ passed }) => passed), results, cli: cli('detections', 'test', detector.id) };
    },
  }),
  operation<object, Tuning>({
    id: 'tuneDetector',
    method: 'POST',
    path: '/detectors/{detector}/tuning',
    summary: 'The policy with other thresholds for a detector: to be looked at and applied as any policy',
    roles: may.operate,
    body: closed({ enabled: yesNo, thresholds: numbers }),
    async run({ app, params, body }) {
      const detector = detectorOf(params.detector!);
      const { text, textDigest } = readPolicy(app);
      const changed = withDetector(text, detector.id, {
        ...body.thresholds,
        ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
      });
      return {
        text: changed,
        base: textDigest,
        policyDiff: textDiff(text, changed, 'portcullis.yaml'),
        cli: cli('policy', 'apply'),
      };
    },
  }),
];

function viewOf(detector: ReturnType<typeof detectorOf>, settings: DetectionSettings) {
  const { id, title, severity, thresholds } = detector;
  const own = settings[id] ?? {};
  return {
    id,
    title,
    severity,
    enabled: own.enabled !== false,
    thresholds: Object.entries(thresholds).map(([threshold, bounds]) => ({
      name: threshold,
      value: (own as Readonly<Record<string, unknown>>)[threshold] ?? bounds.default,
      ...bounds,
    })),
    settings: own,
  };
}
