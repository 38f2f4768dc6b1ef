/** Who must be told of an incident, and within how many hours from the time when it was known. */
export interface IncidentsPolicy {
  /** Undefined: the policy says nothing, and the default stands. */
  readonly deadlines: ReadonlyMap<string, number> | undefined;
}

/** `incidents` as written. */
export interface RawIncidents {
  readonly deadlines?: Readonly<Record<string, number>>;
}

export function readIncidents({ deadlines }: RawIncidents = {}): IncidentsPolicy {
  return { deadlines: deadlines && new Map(Object.entries(deadlines)) };
}
