import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { visibleText } from '../core/visible-text.js';
import { loadDocuments } from '../model/documents.js';
import { isFields } from '../model/pointer.js';
import { vendorQuestions } from '../vendors/questions.js';
import type { App } from './app.js';
import { vendorDetail } from './vendors.js';

/** The questions of a review as YAML to fill in, with the answers of the last one. Throws NOT_FOUND. */
export async function reviewForm(app: App, name: string) {
  const { reviews, tier } = await vendorDetail(app, name);
  const before = reviews[0]?.answers ?? {};
  const entries = vendorQuestions.map(
    ({ id, text, why }) => `# ${text}\n# ${why}\n${id}: ${JSON.stringify(before[id] ?? '')}\n`,
  );
  const head = `# Review of ${visibleText(name)} (tier ${tier}). Fill in, then: portcullis vendors review NAME --answers FILE --verdict approved\n`;
  return { name, questions: vendorQuestions, answers: before, text: [head, ...entries].join('\n') };
}

/** A form that was filled in. Throws FILE_UNREADABLE, SYNTAX_INVALID, USAGE. */
export function readAnswers(app: App, file: string): Readonly<Record<string, string>> {
  const documents = loadDocuments(path.resolve(app.cwd, file), { refs: false });
  const value = documents.at({ file: documents.entry, pointer: '' })?.value;
  if (!isFields(value)) throw new PortcullisError('USAGE', `${file} holds no answers`, { expected: 'id: answer' });
  return Object.fromEntries(Object.entries(value).map(([id, answer]) => [id, textOf(id, answer)]));
}

function textOf(id: string, answer: unknown): string {
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'number' || typeof answer === 'boolean') return String(answer);
  if (answer === null || answer === undefined) return '';
  throw new PortcullisError('USAGE', `The answer to ${id} is no text`);
}
