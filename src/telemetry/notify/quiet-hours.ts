/** Every day from `from` until `until` (`HH:MM`) in a time zone; over midnight when `until` is earlier. */
export interface Hours {
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
}

/** Tells whether a moment (milliseconds since the epoch) lies in the hours, by the clock on the wall of that zone. */
export function hoursTest({ from, until, timeZone }: Hours): (time: number) => boolean {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const overMidnight = until < from;
  return (time) => {
    const now = clock.format(time);
    return overMidnight ? now >= from || now < until : now >= from && now < until;
  };
}
