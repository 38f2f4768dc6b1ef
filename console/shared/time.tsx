const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** "3 hr. ago", with the exact time on hover. Takes ISO 8601 or milliseconds since 1970. */
export function Time({ at }: { readonly at: string | number | undefined | null }) {
  if (at === undefined || at === null || at === '') return <span>never</span>;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{String(at)}</span>;
  return (
    <time dateTime={date.toISOString()} title={exactTime(date)}>
      {since(date)}
    </time>
  );
}

/** `2026-11-25 14:02:11`, in the zone of the browser. */
export function exactTime(at: Date | string | number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function since(date: Date): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

/** `14:02:11.042`, and of another day `11-24 14:02:11`: for lists in the order of time. The whole date on hover. */
export function ExactTime({ at }: { readonly at: number }) {
  const date = new Date(at);
  const whole = exactTime(date);
  const isToday = whole.slice(0, 10) === exactTime(Date.now()).slice(0, 10);
  return (
    <time dateTime={date.toISOString()} title={whole}>
      {isToday ? `${whole.slice(11)}.${String(date.getMilliseconds()).padStart(3, '0')}` : whole.slice(5)}
    </time>
  );
}
