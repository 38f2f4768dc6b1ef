import type { DetectionFacts } from './detection-context.js';

const disabled = ({ detections }: DetectionFacts): ReadonlySet<string> =>
  new Set(Object.entries(detections.detectors).flatMap(([id, { enabled }]) => (enabled === false ? [id] : [])));

/** What a policy notices or keeps out less than the one before, in words; undefined when nothing. */
export function weakenings(before: DetectionFacts, after: DetectionFacts): string | undefined {
  const off = disabled(before);
  const operations = [...after.unenforced].filter((name) => !before.unenforced.has(name));
  const detectors = [...disabled(after)].filter((id) => !off.has(id));
  const parts = [
    ...(operations.length
      ? [`${operations.length} ${operations.length === 1 ? 'operation is' : 'operations are'} not enforced any more`]
      : []),
    ...(detectors.length ? [`detectors switched off: ${detectors.join(', ')}`] : []),
  ];
  return parts.length ? parts.join('; ') : undefined;
}
