import path from 'node:path';
import { dump } from 'js-yaml';
import { PortcullisError } from '../core/errors.js';
import { findSecret } from '../core/secret-shapes.js';
import { draftContract } from '../model/infer/draft.js';
import { readHar } from '../model/infer/har.js';
import { readPostman } from '../model/infer/postman.js';
import { readSampleFile } from '../model/infer/sample-file.js';
import type { Samples } from '../model/infer/sample.js';
import { selectSamples } from '../model/infer/select.js';
import type { App } from './app.js';

/** Where samples of calls are. */
export interface SampleSource {
  readonly kind: 'har' | 'postman';
  readonly file: string;
}

/** The text of a draft contract, and what was left out of it. */
export interface InferredContract {
  readonly text: string;
  readonly notes: readonly string[];
}

const readers = { har: readHar, postman: readPostman } as const;

const head = [
  '# A draft, made from samples of calls: read it, then mend it. What no sample showed is missing.',
  '# Values were left out; a word in a path that was seen only once stays, and may be a name: look for those.',
  '# When it is yours, take `x-inferred` out.',
];

/**
 * Makes an OpenAPI 3.1 draft from recorded calls (HAR) or a collection (Postman). Nothing is written.
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, SYNTAX_INVALID, SAMPLES_INVALID with the place.
 */
export function inferContract(app: App, { kind, file }: SampleSource, upstream: string): InferredContract {
  const shown = path.relative(process.cwd(), path.resolve(app.cwd, file)) || file;
  return contractOf(readers[kind](readSampleFile(path.resolve(app.cwd, file), shown)), shown, upstream);
}

/**
 * Makes the draft from samples that are there already; `shown` is where they come from, for people. Nothing is written.
 * @throws PortcullisError SAMPLES_INVALID.
 */
export function contractOf(samples: Samples, shown: string, upstream: string): InferredContract {
  const chosen = selectSamples(samples, new URL(upstream));
  if (!chosen.samples.length) {
    throw new PortcullisError('SAMPLES_INVALID', `${shown} has no call that a contract could be made from`, {
      place: { file: shown, line: 1, column: 1 },
      expected: 'calls of the API at --upstream',
      ...(chosen.notes.length ? { hint: chosen.notes.join('\n') } : {}),
    });
  }
  const server = chosen.basePath || undefined;
  const draft = draftContract({ title: titleOf(samples, chosen.host), samples: chosen.samples, server });
  const unsigned = draft.hasCredentials
    ? openNote(draft.open)
    : ['no call said who makes it (recorders often take credentials out): write `security` into the draft'];
  return {
    text: `${head.join('\n')}\n${dump(draft.document, { lineWidth: 120, noRefs: true })}`,
    notes: [...unsigned, ...chosen.notes],
  };
}

/** A note is one line. */
const mostNamed = 5;

function openNote(open: readonly string[]): readonly string[] {
  if (!open.length) return [];
  const more = open.length > mostNamed ? ` and ${open.length - mostNamed} more` : '';
  return [`called without credentials, so open to all in the draft: ${open.slice(0, mostNamed).join(', ')}${more}`];
}

/** The file's own title, unless it looks like something that is nobody's business. */
function titleOf({ title }: Samples, host: string | undefined): string {
  const isFit = title !== undefined && title.trim() !== '' && !title.includes('@') && findSecret(title) === undefined;
  return isFit ? title.trim().slice(0, 100) : (host ?? 'API');
}
