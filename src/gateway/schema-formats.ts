const dateTime = /^(\d{4})-(\d\d)-(\d\d)[tT](\d\d):(\d\d):(\d\d)(?:\.\d{1,18})?(?:[zZ]|([+-])(\d\d):(\d\d))$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0);
}

/**
 * RFC 3339 5.6 and 5.7: hours 00 to 23, offsets below 24 h, and second 60 only where the instant is 23:59:60 UTC,
 * because a leap second happens at one instant everywhere.
 */
export function isDateTime(text: string): boolean {
  const match = dateTime.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (match[7] === '-' ? -1 : 1);
  const utcMinute = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return utcMinute === 1439;
}

/** The whole range of int64, as far as a double can tell; the JSON scanner refuses what rounds onto its edge. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value <= 2 ** 63;
}

/** Whole numbers of a format of the OpenAPI Format Registry. */
function whole(from: number, to: number) {
  return {
    type: 'number' as const,
    validate: (value: number) => Number.isInteger(value) && value >= from && value <= to,
  };
}

function text(validate: (text: string) => boolean) {
  return { type: 'string' as const, validate };
}

/** Largest finite single precision number (IEEE 754 binary32). */
const maxFloat = 3.4028234663852886e38;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** With or without padding (RFC 4648 5). */
const base64url = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Formats of the OpenAPI Format Registry that `ajv-formats` lacks or takes more loosely: there a `byte` needs only one
 * line that is Base64, a `uuid` may be a URN, and a `float` any number.
 */
export const registryFormats = {
  'date-time': text(isDateTime),
  int8: whole(-128, 127),
  int16: whole(-32_768, 32_767),
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  int64: { type: 'number' as const, validate: isInt64 },
  uint8: whole(0, 255),
  uint16: whole(0, 65_535),
  uint32: whole(0, 2 ** 32 - 1),
  uint64: whole(0, 2 ** 64),
  'double-int': whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  float: { type: 'number' as const, validate: (value: number) => Math.abs(value) <= maxFloat },
  byte: text((value) => value.length % 4 === 0 && base64.test(value)),
  base64url: text((value) => base64url.test(value)),
  uuid: text((value) => uuid.test(value)),
  char: text((value) => [...value].length === 1),
} as const;
