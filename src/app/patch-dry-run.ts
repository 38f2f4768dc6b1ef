import { PortcullisError } from '../core/errors.js';
import type { SecurityEvent } from '../core/events.js';
import type { PolicyPatch } from '../core/finding.js';
import { deniedPercent, mostDeniedPercent, PatchDryRun, type DryRun } from '../patching/dry-run.js';
import { actorKey } from '../telemetry/detection/actor.js';
import type { Detection } from '../telemetry/detection/detection.js';
import { searchEvents } from '../telemetry/event-search.js';
import type { App } from './app.js';

const dayMillis = 86_400_000;
/** Newest first: of a day with more, the beginning is not looked at. */
const mostEvents = 500_000;

/** Whom an open detection is about, by what an event says of them. */
async function suspects(app: App): Promise<(event: SecurityEvent) => boolean> {
  const { detections } = await app.store({ readOnly: true });
  const open = await detections.list({ state: 'open', limit: 10_000 });
  // Many are about an operation or an account: the actor is in the detection itself.
  const actors = new Set(open.map(({ document }) => (document as Partial<Detection>).actor?.key));
  const about = new Set(open.map((detection) => detection.about));
  return (event) => actors.has(actorKey(event)) || identitiesOf(event).some((identity) => about.has(identity));
}

/** As a detection says whom it is about. */
function identitiesOf(event: SecurityEvent): readonly string[] {
  const { credentialId, client } = event;
  return [
    `actor ${actorKey(event)}`,
    ...(credentialId === undefined ? [] : [`credential ${credentialId}`]),
    ...(client === undefined ? [] : [`client ${client}`]),
  ];
}

/** What patches would have done to the recorded calls of the last 24 hours. */
export async function dryRunPatches(app: App, patches: readonly PolicyPatch[]): Promise<DryRun> {
  const { events } = await app.store({ readOnly: true });
  const run = new PatchDryRun(patches, { isSuspect: await suspects(app) });
  const since = app.now().getTime() - dayMillis;
  for (const operation of new Set(patches.map((patch) => patch.operation))) {
    const query = { filter: { operation, since }, matches: undefined };
    for await (const event of searchEvents(events, query, { limit: mostEvents, signal: app.signal })) run.add(event);
  }
  return run.result();
}

/**
 * The patch must not stop those whom it protects.
 *
 * @throws PortcullisError PATCH_TOO_WIDE when more than 0.1 % of the recorded calls by healthy clients would be denied
 */
export function demandHarmless(run: DryRun): void {
  const percent = deniedPercent(run);
  if (percent <= mostDeniedPercent) return;
  const { denied, calls, largest } = run;
  throw new PortcullisError(
    'PATCH_TOO_WIDE',
    `The patch would have denied ${denied} of ${calls} calls since yesterday`,
    {
      expected: `at most ${mostDeniedPercent} % of the calls of clients that no detection is open about, not ${percent.toFixed(1)} %`,
      hint: `most of them by ${largest[0]?.client ?? 'unknown'} at ${largest[0]?.operation ?? 'unknown'}; look at them, then --force`,
    },
  );
}
