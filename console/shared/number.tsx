const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`; above a million `1.2M` with the exact number on hover. */
export function Count({ of }: { readonly of: number | undefined | null }) {
  if (of === undefined || of === null) return <span>–</span>;
  if (of < 1_000_000) return <span>{whole.format(of)}</span>;
  return <span title={whole.format(of)}>{short.format(of)}</span>;
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${whole.format(count)} ${count === 1 ? word : plural}`;
}

/** `12.5 %`, and `<0.1 %` for what is more than nothing. */
export function percent(part: number, total: number): string {
  if (total === 0) return '–';
  const value = (part / total) * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  return `${value.toFixed(value < 10 ? 1 : 0)} %`;
}
