/** An assignment as it is being described. */
export interface AssignForm {
  readonly lesson: string;
  /** Whom: everybody with a role, or one person. */
  readonly whom: 'role' | 'person';
  readonly role: string;
  readonly person: string;
  /** `YYYY-MM-DD`. */
  readonly due: string;
}

/** The body of `POST /training/assignments`. */
export function assignBody({ lesson, whom, role, person, due }: AssignForm): Readonly<Record<string, string>> {
  return { lesson, ...(whom === 'role' ? { role } : { person: person.trim() }), due };
}

/** The same on the command line. */
export function assignCommand({ lesson, whom, role, person, due }: AssignForm): string {
  const to = whom === 'role' ? `--role ${role}` : `--person ${quoted(person.trim() || 'NAME')}`;
  return `portcullis learn assign ${lesson} ${to} --due ${due || 'DATE'}`;
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
