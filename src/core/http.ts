/** Header fields in the order sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request as recorded for evidence: credentials are replaced by `$NAME` placeholders before it is made. */
export interface RequestRecord {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body?: string;
}

/** A response as recorded for evidence. */
export interface ResponseRecord {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
  /** The body was longer than what is kept. */
  readonly truncated?: boolean;
}

/** One request with its response. */
export interface RecordedExchange {
  readonly actor: string;
  readonly request: RequestRecord;
  readonly response: ResponseRecord;
  /** Wall time from the first byte sent to the last received, in milliseconds. */
  readonly millis: number;
}

/** First value of a header, by its name in any case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([field]) => field.toLowerCase() === wanted)?.[1];
}
