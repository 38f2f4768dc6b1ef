/** A part of a path: as it was sent, or a placeholder with a name that the author of a collection gave it. */
export type Segment = string | { readonly name: string };

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface SampleBody {
  /** Without its parameters, in lower case. */
  readonly mediaType: string;
  /** What was in it, as JSON would have it; undefined where it was not looked into. */
  readonly value: unknown;
}

/** How a call said who makes it. What it said is never kept. */
export type Credential =
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string };

/** One call that was recorded, or written down in a collection. */
export interface Sample {
  /** Lower case. */
  readonly method: string;
  /** Name and port; undefined where a variable stands for it. */
  readonly host: string | undefined;
  readonly segments: readonly Segment[];
  readonly query: readonly Pair[];
  readonly headers: readonly Pair[];
  readonly credentials: readonly Credential[];
  readonly body: SampleBody | undefined;
  readonly answer: { readonly status: number; readonly body: SampleBody | undefined } | undefined;
}

/** Samples of a file, and how often what was left out of it. */
export interface Samples {
  /** As the file names itself. */
  readonly title: string | undefined;
  readonly samples: readonly Sample[];
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Counts what is left out, by reason. */
export class LeftOut {
  readonly counts = new Map<string, number>();

  add(reason: string): undefined {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    return undefined;
  }
}
