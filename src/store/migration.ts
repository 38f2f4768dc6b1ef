/** One step of a schema. Its version is its place in the list, counted from 1; a released step never changes. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
