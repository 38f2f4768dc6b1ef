import type { DetectionContext } from './context.js';
import type { Detector, ResponseAction } from './detector.js';

/** What the policy says about one detector. */
export interface DetectorSettings {
  readonly enabled?: boolean;
  /** Instead of the catalogue's. What a detector may not do by itself stays a proposal. */
  readonly response?: readonly ResponseAction[];
  readonly [threshold: string]: number | boolean | readonly ResponseAction[] | undefined;
}

/** Detector id -> settings. */
export type DetectionSettings = Readonly<Record<string, DetectorSettings>>;

export interface ResolvedSettings {
  readonly isOn: boolean;
  /** Why it is off, in words. */
  readonly offBecause?: string;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly response: readonly ResponseAction[];
}

/** The settings of a detector with defaults filled in. */
export function settingsOf(
  detector: Detector,
  settings: DetectionSettings,
  context: DetectionContext,
): ResolvedSettings {
  const own = settings[detector.id] ?? {};
  const thresholds = Object.fromEntries(
    Object.entries(detector.thresholds).map(([name, { default: usual }]) => {
      const value = own[name];
      return [name, typeof value === 'number' ? value : usual];
    }),
  );
  const offBecause = offReason(detector, own, context);
  const response = own.response ?? detector.response;
  return { isOn: offBecause === undefined, ...(offBecause ? { offBecause } : {}), thresholds, response };
}

function offReason(detector: Detector, own: DetectorSettings, context: DetectionContext): string | undefined {
  if (own.enabled === false) return 'the policy says so';
  const { requires } = detector;
  return requires && context[requires.part] === undefined ? `it needs \`${requires.setting}\`` : undefined;
}

const alwaysDone: ReadonlySet<ResponseAction> = new Set(['log', 'alert']);

/** Splits a response into what happens by itself and what a person is asked. Revoking is always asked. */
export function planResponse(
  detector: Pick<Detector, 'acts'>,
  response: readonly ResponseAction[],
): { readonly acts: readonly ResponseAction[]; readonly proposes: readonly ResponseAction[] } {
  const isDone = (action: ResponseAction) => alwaysDone.has(action) || (detector.acts && action !== 'revoke');
  return { acts: response.filter(isDone), proposes: response.filter((action) => !isDone(action)) };
}
