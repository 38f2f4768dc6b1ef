/** Middle of the values; the mean of the two middle ones when their number is even. */
export function median(values) {
  if (!values.length) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Value below which `share` (0 to 1) of ascending values lie. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/** A number with so many decimals, or `-` when it was not measured. */
export const fixed = (value, decimals) => (Number.isFinite(value) ? value.toFixed(decimals) : '-');
