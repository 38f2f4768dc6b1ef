import { isFields, memberOf, type Fields } from '../pointer.js';
import { bodyOf, mediaTypeOf } from './bodies.js';
import { credentialsOf, keyOf } from './credentials.js';
import { credentialOf, type AuthHolder } from './postman-auth.js';
import { requestBody } from './postman-body.js';
import { readUrl } from './postman-url.js';
import { fill, variablesOf, type Variables } from './postman-variables.js';
import { LeftOut, type Pair, type Sample, type Samples } from './sample.js';
import type { SampleFile } from './sample-file.js';

/** Folders in folders; the parser's own limit of nesting is above. */
const deepestFolder = 100;

type At = readonly (string | number)[];

interface Surroundings {
  readonly file: SampleFile;
  readonly variables: Variables;
  readonly leftOut: LeftOut;
}

interface Item {
  readonly fields: Fields;
  readonly at: At;
  /** `auth` of the request, its folders and the collection; the nearest one counts. */
  readonly auth: AuthHolder;
}

/**
 * Requests and saved answers of a Postman collection (2.0 or 2.1).
 * @throws PortcullisError SAMPLES_INVALID with the place.
 */
export function readPostman(file: SampleFile): Samples {
  const root = isFields(file.value) && isFields(file.value.collection) ? file.value.collection : file.value;
  const above: At = root === file.value ? [] : ['collection'];
  if (!isFields(root)) throw file.fault(above, 'This is no Postman collection', 'an object with `info` and `item`');
  const schema = memberOf(root.info, 'schema');
  if (typeof schema === 'string' && !/v2\.[01]/.test(schema))
    throw file.fault([...above, 'info', 'schema'], 'This version of Postman collections is not known', '2.0 or 2.1');
  if (!Array.isArray(root.item))
    throw file.fault(above, 'This is no Postman collection: it has no `item`', 'a list of requests');
  const surroundings = { file, variables: variablesOf(root.variable), leftOut: new LeftOut() };
  const items = [...itemsOf(root, { at: above, auth: { auth: root.auth, above: undefined }, depth: 0, file })];
  const samples = items.flatMap((item) => readItem(item, surroundings));
  const title = memberOf(root.info, 'name');
  return { title: typeof title === 'string' ? title : undefined, samples, leftOut: surroundings.leftOut.counts };
}

interface Folder {
  readonly at: At;
  readonly auth: AuthHolder;
  readonly depth: number;
  readonly file: SampleFile;
}

/** The requests below a folder, with what they inherit. */
function* itemsOf(folder: Fields, { at, auth, depth, file }: Folder): Generator<Item> {
  if (depth > deepestFolder)
    throw file.fault(at, 'The folders are nested too deeply', `at most ${deepestFolder} levels`);
  for (const [index, fields] of (folder.item as readonly unknown[]).entries()) {
    const here = [...at, 'item', index];
    if (!isFields(fields)) throw file.fault(here, 'An item is no object', 'a request or a folder');
    if (Array.isArray(fields.item)) {
      yield* itemsOf(fields, { at: here, auth: { auth: fields.auth, above: auth }, depth: depth + 1, file });
    } else yield { fields, at: here, auth };
  }
}

/** The request as it is written, and one sample more for every answer that was saved. */
function readItem({ fields, at, auth }: Item, surroundings: Surroundings): readonly Sample[] {
  const { file, variables } = surroundings;
  if (fields.request === undefined)
    throw file.fault(at, 'An item has neither `request` nor `item`', 'a request or a folder');
  const read = (request: unknown, where: At) => readRequest(request, { at: where, auth }, surroundings);
  const own = read(fields.request, [...at, 'request']);
  const answers = Array.isArray(fields.response) ? fields.response : [];
  const answered = answers.flatMap((answer: unknown, index) => {
    const said = answerOf(answer, variables);
    if (!said) return [];
    const original = memberOf(answer, 'originalRequest');
    const asked = isFields(original) ? read(original, [...at, 'response', index, 'originalRequest']) : own;
    return asked ? [{ ...asked, answer: said }] : [];
  });
  return own ? [own, ...answered] : answered;
}

function readRequest(
  request: unknown,
  { at, auth }: { readonly at: At; readonly auth: AuthHolder },
  { file, variables, leftOut }: Surroundings,
): Sample | undefined {
  const fields: Fields = typeof request === 'string' ? { url: request } : isFields(request) ? request : {};
  if (!isFields(request) && typeof request !== 'string')
    throw file.fault(at, 'A request is neither an object nor an address', 'an object');
  if (fields.url === undefined || fields.url === '') return leftOut.add('without an address');
  const method = fields.method ?? 'GET';
  if (typeof method !== 'string') throw file.fault([...at, 'method'], 'The `method` of a request is no text', '"GET"');
  const address = readUrl(fields.url, variables);
  if (!address) throw file.fault([...at, 'url'], 'The `url` of a request cannot be read', 'an http(s) address');
  const headers = headersOf(fields.header, variables);
  const said = credentialsOf(headers, address.query);
  const inherited = credentialOf({ auth: fields.auth, above: auth }, variables);
  if (inherited === 'unknown') leftOut.add('had a way to sign in that no contract can name; only that was left out');
  const all = typeof inherited === 'object' ? [...said, inherited] : said;
  return {
    method: method.toLowerCase(),
    ...address,
    headers,
    credentials: [...new Map(all.map((one) => [keyOf(one), one])).values()],
    body: requestBody(
      fields.body,
      mediaTypeOf(headers.find(({ name }) => /^content-type$/i.test(name))?.value),
      variables,
    ),
    answer: undefined,
  };
}

/** Both forms: a list of fields, or their text. */
function headersOf(value: unknown, variables: Variables): readonly Pair[] {
  if (typeof value === 'string') {
    const lines = value.split(/\r?\n/).filter((line) => line.includes(':'));
    return lines.map((line) => ({
      name: line.split(':', 1)[0]!.trim(),
      value: fill(line.slice(line.indexOf(':') + 1).trim(), variables),
    }));
  }
  const list = Array.isArray(value) ? value.filter(isFields) : [];
  return list.flatMap(({ key, value: said, disabled }) =>
    typeof key === 'string' && disabled !== true ? [{ name: key, value: fill(String(said ?? ''), variables) }] : [],
  );
}

function answerOf(answer: unknown, variables: Variables): Sample['answer'] {
  const code = Number(memberOf(answer, 'code'));
  if (!Number.isInteger(code) || code < 100 || code > 599) return undefined;
  const headers = headersOf(memberOf(answer, 'header'), variables);
  const body = memberOf(answer, 'body');
  const type = mediaTypeOf(headers.find(({ name }) => /^content-type$/i.test(name))?.value);
  return { status: code, body: typeof body === 'string' && body !== '' ? bodyOf(type, body) : undefined };
}
