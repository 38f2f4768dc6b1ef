/** A key as it is being described. */
export interface KeyForm {
  readonly name: string;
  readonly subject: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  /** With commas or blanks between. */
  readonly scopes: string;
  /** `YYYY-MM-DD`, or nothing. */
  readonly expires: string;
}

const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** The body of `POST /keys`. */
export function keyBody({ name, subject, tenant, roles, scopes, expires }: KeyForm): Readonly<Record<string, unknown>> {
  return {
    name: name.trim(),
    roles,
    scopes: words(scopes),
    ...(subject.trim() ? { subject: subject.trim() } : {}),
    ...(tenant.trim() ? { tenant: tenant.trim() } : {}),
    ...(expires ? { expires } : {}),
  };
}

/** The same on the command line. */
export function keyCommand({ name, subject, tenant, roles, scopes, expires }: KeyForm, now = Date.now()): string {
  const days = expires === '' ? undefined : Math.ceil((Date.parse(expires) - now) / 86_400_000);
  const flags = [
    `--name ${quoted(name.trim() || 'NAME')}`,
    roles.length > 0 && `--roles ${quoted(roles.join(','))}`,
    words(scopes).length > 0 && `--scopes ${quoted(words(scopes).join(','))}`,
    subject.trim() && `--subject ${quoted(subject.trim())}`,
    tenant.trim() && `--tenant ${quoted(tenant.trim())}`,
    days !== undefined && `--expires-days ${days}`,
  ];
  return ['portcullis keys create', ...flags.filter(Boolean)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
