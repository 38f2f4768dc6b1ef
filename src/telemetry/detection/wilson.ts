/** z of a one-sided confidence of 97.5 %. */
const z = 1.96;

/** Lower bound of a share (Wilson, 1927): low while there are few observations, near the share when there are many. */
export function wilsonLower(hits: number, total: number): number {
  if (total === 0) return 0;
  const share = hits / total;
  const square = (z * z) / total;
  const spread = z * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  return (share + square / 2 - spread) / (1 + square);
}
