import { load } from 'js-yaml';
import { PortcullisError } from '../core/errors.js';
import type { OwaspId } from '../core/finding.js';
import type { Safety } from '../core/safety.js';
import type { AttackPattern, Lesson, LessonCall, LessonLab, LessonProof, LessonQuestion } from './lesson.js';

type Raw = Readonly<Record<string, unknown>>;

const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/;

/** Reads a lesson: front matter in YAML, then its text. Throws `SYNTAX_INVALID` with the file where it is none. */
export function readLesson(id: string, text: string, file: string): Lesson {
  const [, head, body] = parts.exec(text) ?? [];
  if (head === undefined || body === undefined) throw broken(file, 'a lesson begins with --- and has a second ---');
  const reader = new Fields(load(head) as Raw, file);
  const number = reader.number('number');
  if (!id.startsWith(String(number).padStart(2, '0'))) throw broken(file, `number ${number} is not that of the name`);
  return Object.freeze({
    id,
    number,
    version: reader.number('version'),
    title: reader.text('title'),
    summary: reader.text('summary'),
    owasp: reader.texts('owasp') as readonly OwaspId[],
    sources: reader.texts('sources'),
    closes: reader.texts('closes'),
    edit: reader.texts('edit'),
    lab: readLab(reader.fields('lab')),
    ...(reader.has('attack') ? { attack: readAttack(reader.fields('attack')) } : {}),
    proof: readProof(reader.fields('proof')),
    hints: reader.texts('hints'),
    questions: reader.list('questions').map(readQuestion),
    text: body.trim(),
  });
}

function broken(file: string, message: string): PortcullisError {
  return new PortcullisError('SYNTAX_INVALID', `${file}: ${message}`);
}

function readLab(lab: Fields): LessonLab {
  return {
    open: lab.texts('open'),
    ...(lab.has('code') ? { code: lab.text('code') } : {}),
    mode: lab.has('mode') ? (lab.text('mode') as LessonLab['mode']) : 'enforce',
    unknownOperations: lab.has('unknownOperations') ? 'allow' : 'deny',
    policy: lab.record('policy') as Readonly<Record<string, string>>,
    contract: lab.list('contract').map((each) => ({ find: each.text('find'), replace: each.text('replace') })),
    ...(lab.has('key') ? { key: { name: lab.fields('key').text('name'), file: lab.fields('key').text('file') } } : {}),
    traffic: lab.list('traffic').map(readCall),
    answers: Object.fromEntries(Object.entries(lab.record('answers')).map(([name, value]) => [name, String(value)])),
  };
}

function readAttack(attack: Fields): AttackPattern {
  return {
    call: attack.text('call'),
    times: attack.has('times') ? attack.number('times') : 1,
    ...(attack.has('by') ? { by: attack.text('by') } : {}),
    ...(attack.has('body') ? { body: attack.text('body') } : {}),
    ...(attack.has('status') ? { status: attack.number('status') } : {}),
    ...(attack.has('answer') ? { answer: attack.text('answer') } : {}),
  };
}

function readProof(proof: Fields): LessonProof {
  return {
    through: proof.has('through') ? (proof.text('through') as LessonProof['through']) : 'gateway',
    checks: proof.texts('checks'),
    operations: proof.texts('operations'),
    safety: proof.has('safety') ? (proof.text('safety') as Safety) : 'read-only',
    audit: proof.texts('audit'),
    calls: proof.list('calls').map(readCall),
    log: proof.list('log').map((each) => ({
      title: each.text('title'),
      ...(each.has('has') ? { has: each.text('has') } : {}),
      ...(each.has('hasNot') ? { hasNot: each.text('hasNot') } : {}),
    })),
    detections: proof.list('detections').map((each) => ({
      title: each.text('title'),
      calls: each.list('calls').map(readCall),
      detector: each.text('detector'),
      raises: !each.has('raises'),
    })),
    ...(proof.has('patched') ? { patched: proof.text('patched') } : {}),
  };
}

/** Calls as lessons write them. Throws `SYNTAX_INVALID` with the file. */
export function readCalls(calls: unknown, file: string): readonly LessonCall[] {
  return new Fields({ calls }, file).list('calls').map(readCall);
}

function readCall(call: Fields): LessonCall {
  const status = call.value('status');
  return {
    title: call.has('title') ? call.text('title') : call.text('call'),
    ...(call.has('as') ? { as: call.text('as') } : {}),
    call: call.text('call'),
    ...(call.has('body') ? { body: call.value('body') } : {}),
    headers: call.record('headers') as Readonly<Record<string, string>>,
    status: Array.isArray(status) ? (status as number[]) : [call.number('status')],
    ...(call.has('answer') ? { answer: call.text('answer') } : {}),
    ...(call.has('without') ? { without: call.text('without') } : {}),
    times: call.has('times') ? call.number('times') : 1,
    ...(call.has('signWith') ? { signWith: call.text('signWith') } : {}),
    ...(call.has('agedSeconds') ? { agedSeconds: call.number('agedSeconds') } : {}),
    direct: call.has('direct'),
  };
}

function readQuestion(question: Fields, index: number): LessonQuestion {
  return {
    n: index + 1,
    ask: question.text('ask'),
    choices: question.record('choices') as Readonly<Record<string, string>>,
    answer: question.text('answer'),
    because: question.text('because'),
  };
}

/** The fields of a mapping, each of the kind that is wanted. */
class Fields {
  readonly #raw: Raw;
  readonly #file: string;

  constructor(raw: Raw, file: string) {
    this.#raw = raw;
    this.#file = file;
  }

  has(name: string): boolean {
    return this.#raw[name] !== undefined;
  }

  value(name: string): unknown {
    return this.#raw[name];
  }

  text(name: string): string {
    const value = this.#raw[name];
    if (typeof value !== 'string' && typeof value !== 'number') throw broken(this.#file, `"${name}" must be a text`);
    return String(value).trimEnd();
  }

  number(name: string): number {
    const value = this.#raw[name];
    if (typeof value !== 'number') throw broken(this.#file, `"${name}" must be a number`);
    return value;
  }

  texts(name: string): readonly string[] {
    const value = this.#raw[name] ?? [];
    if (!Array.isArray(value)) throw broken(this.#file, `"${name}" must be a list`);
    return value.map(String);
  }

  record(name: string): Raw {
    return (this.#raw[name] as Raw | undefined) ?? {};
  }

  fields(name: string): Fields {
    return new Fields(this.record(name), this.#file);
  }

  list(name: string): readonly Fields[] {
    const value = (this.#raw[name] as readonly Raw[] | undefined) ?? [];
    return value.map((each) => new Fields(each, this.#file));
  }
}
