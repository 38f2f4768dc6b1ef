import type { Project } from '../model/types.js';

const watched = (project: Project): ReadonlySet<string> =>
  new Set(
    project.apis.flatMap((model) =>
      [...model.operations.values()]
        .filter(({ policy }) => policy.mode !== 'enforce')
        .map(({ id }) => `${model.name}:${id}`),
    ),
  );

const disabled = (project: Project): ReadonlySet<string> =>
  new Set(Object.entries(project.detections.detectors).flatMap(([id, { enabled }]) => (enabled === false ? [id] : [])));

/** What a policy notices or keeps out less than the one before, in words; undefined when nothing. */
export function weakenings(before: Project, after: Project): string | undefined {
  const [modes, off] = [watched(before), disabled(before)];
  const operations = [...watched(after)].filter((name) => !modes.has(name));
  const detectors = [...disabled(after)].filter((id) => !off.has(id));
  const parts = [
    ...(operations.length ? [`${operations.length} operations are not enforced any more`] : []),
    ...(detectors.length ? [`detectors switched off: ${detectors.join(', ')}`] : []),
  ];
  return parts.length ? parts.join('; ') : undefined;
}
