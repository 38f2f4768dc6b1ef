/** Day on which this table was compared with the release schedule of Node. */
export const releasesAsOf = '2026-11-01';

/** Major version -> last day with security fixes, from the release schedule of Node. */
export const endOfLife: ReadonlyMap<number, string> = new Map([
  [12, '2022-04-30'],
  [14, '2023-04-30'],
  [15, '2021-06-01'],
  [16, '2023-09-11'],
  [17, '2022-06-01'],
  [18, '2025-04-30'],
  [19, '2023-06-01'],
  [20, '2026-04-30'],
  [21, '2024-06-01'],
  [22, '2027-04-30'],
  [23, '2025-06-01'],
  [24, '2028-04-30'],
  [25, '2026-06-01'],
  [26, '2029-04-30'],
]);

/** Names of long-term lines, as in `.nvmrc`. */
const codenames: Readonly<Record<string, number>> = {
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};

/** Major version in `20`, `v20.11.1`, `lts/iron`, `20-alpine`; undefined where none is named. */
export function majorOf(version: string): number | undefined {
  const codename =
    codenames[
      version
        .replace(/^lts\//, '')
        .replace(/-.*$/, '')
        .toLowerCase()
    ];
  if (codename !== undefined) return codename;
  const number = /^v?(\d{1,3})(?:\.|-|$)/.exec(version.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The last day with fixes, when it has passed. What is older than the table ended long ago. */
export function endedOn(major: number, today: string): string | undefined {
  const oldest = [...endOfLife.keys()][0]!;
  if (major < oldest) return endOfLife.get(oldest);
  const end = endOfLife.get(major);
  return end !== undefined && end < today ? end : undefined;
}
