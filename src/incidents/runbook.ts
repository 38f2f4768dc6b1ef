import { load } from 'js-yaml';
import { lexer, type Tokens } from 'marked';
import { PortcullisError } from '../core/errors.js';

/** Parts of every runbook, in the order in which they are worked (NIST SP 800-61r3, RS and RC). */
export const phases = ['Investigate', 'Contain', 'Eradicate', 'Communicate', 'Recover'] as const;
export type Phase = (typeof phases)[number];

/** Minutes within which each part of the response shall be done. */
export interface RunbookGoals {
  readonly detectMinutes: number;
  readonly containMinutes: number;
  readonly proveMinutes: number;
}

/** What to do about one kind of incident. */
export interface Runbook {
  /** `leaked-api-key`. */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  /** Detectors whose detections it is for. */
  readonly detectors: readonly string[];
  readonly goals: RunbookGoals;
  /** By number: RFC, CWE, NIST, OWASP. */
  readonly sources: readonly string[];
  /** Shell variables of its commands, and what they stand for. */
  readonly values: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly text: string;
}

/** The variable that every runbook may use: number of the incident. */
export const incidentValue = 'INCIDENT';

type Raw = Readonly<Record<string, unknown>>;

const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/;
const fileName = /^(\d\d)-([a-z0-9-]+)\.md$/;

/** Reads a runbook: front matter in YAML, then its text. Throws `SYNTAX_INVALID` with the file where it is none. */
export function readRunbook(file: string, content: string): Runbook {
  const [, digits = '', id = ''] = fileName.exec(file) ?? [];
  const [, head, text] = parts.exec(content) ?? [];
  if (head === undefined || text === undefined) throw broken(file, 'a runbook begins with --- and has a second ---');
  const raw = load(head) as Raw;
  const number = numberOf(file, raw, 'number');
  if (number !== Number(digits)) throw broken(file, `number ${number} is not that of the name`);
  const goals = (raw['goals'] ?? {}) as Raw;
  const runbook: Runbook = {
    id,
    number,
    title: textOf(file, raw, 'title'),
    summary: textOf(file, raw, 'summary'),
    detectors: textsOf(file, raw, 'detectors'),
    goals: {
      detectMinutes: numberOf(file, goals, 'detectMinutes'),
      containMinutes: numberOf(file, goals, 'containMinutes'),
      proveMinutes: numberOf(file, goals, 'proveMinutes'),
    },
    sources: textsOf(file, raw, 'sources'),
    values: (raw['values'] ?? {}) as Readonly<Record<string, string>>,
    text: text.trim(),
  };
  demandPhases(file, runbook);
  return Object.freeze(runbook);
}

/** The commands of a runbook, one text of shell for each part of it. */
export function commandsOf({ text }: Pick<Runbook, 'text'>): Readonly<Record<Phase, string>> {
  const found: Record<string, string> = {};
  let phase = '';
  for (const token of lexer(text)) {
    if (token.type === 'heading') phase = (token as Tokens.Heading).text;
    if (token.type === 'code' && (token as Tokens.Code).lang === 'sh')
      found[phase] = [...(found[phase] === undefined ? [] : [found[phase]]), (token as Tokens.Code).text].join('\n');
  }
  return found as Record<Phase, string>;
}

/** Every part is there, in order, with a command; every variable is explained. */
function demandPhases(file: string, { text, values }: Runbook): void {
  const headings = lexer(text).flatMap((token) => (token.type === 'heading' ? [(token as Tokens.Heading).text] : []));
  if (headings.join() !== phases.join()) throw broken(file, `its parts must be ${phases.join(', ')}`);
  const commands = commandsOf({ text });
  for (const phase of phases) if (commands[phase] === undefined) throw broken(file, `${phase} has no command`);
  const known = [incidentValue, ...Object.keys(values)];
  const used = [
    ...Object.values(commands)
      .join('\n')
      .matchAll(/\$([A-Z][A-Z_]*)/g),
  ].map(([, name = '']) => name);
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined) throw broken(file, `"values" does not explain ${unknown}`);
}

function broken(file: string, message: string): PortcullisError {
  return new PortcullisError('SYNTAX_INVALID', `${file}: ${message}`);
}

function textOf(file: string, raw: Raw, name: string): string {
  const value = raw[name];
  if (typeof value === 'string' && value !== '') return value;
  throw broken(file, `"${name}" must be a text`);
}

function numberOf(file: string, raw: Raw, name: string): number {
  const value = raw[name];
  if (typeof value === 'number' && value > 0) return value;
  throw broken(file, `"${name}" must be a number above 0`);
}

function textsOf(file: string, raw: Raw, name: string): readonly string[] {
  const value = raw[name];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw broken(file, `"${name}" must be a list of texts`);
}
