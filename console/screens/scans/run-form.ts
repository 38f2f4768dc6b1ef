/** A scan as it is being described. */
export interface RunForm {
  readonly kind: 'audit' | 'pentest';
  readonly safety: 'read-only' | 'writes' | 'disruptive';
  readonly through: boolean;
  readonly tentative: boolean;
  readonly api: string;
  /** Ids with commas or blanks between. */
  readonly operations: string;
  readonly checks: string;
  readonly seed: string;
}

const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** The body of `POST /runs`: nothing that was left as it was. */
export function runBody({
  kind,
  safety,
  through,
  tentative,
  api,
  operations,
  checks,
  seed,
}: RunForm): Readonly<Record<string, unknown>> {
  if (kind === 'audit') return { kind };
  return {
    kind,
    safety,
    ...(through ? { through } : {}),
    ...(tentative ? { tentative } : {}),
    ...(api ? { api } : {}),
    ...(words(operations).length ? { operations: words(operations) } : {}),
    ...(words(checks).length ? { checks: words(checks) } : {}),
    ...(seed.trim() ? { seed: seed.trim() } : {}),
  };
}

/** The same scan on the command line. */
export function runCommand(form: RunForm): string {
  const { kind, safety, through, tentative, api, operations, checks, seed } = form;
  if (kind === 'audit') return 'portcullis audit';
  const flags = [
    safety !== 'read-only' && `--safety ${safety}`,
    through && '--through',
    tentative && '--tentative',
    api && `--api ${api}`,
    words(operations).length > 0 && `--operation ${words(operations).join(',')}`,
    words(checks).length > 0 && `--checks ${words(checks).join(',')}`,
    seed.trim() && `--seed ${seed.trim()}`,
  ];
  return ['portcullis pentest', ...flags.filter(Boolean)].join(' ');
}
