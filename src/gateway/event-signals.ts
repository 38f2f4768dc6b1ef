import type { Operation } from '../model/types.js';
import type { EventDraft, EventMarks } from './event-marks.js';
import type { Denial } from './exchange.js';
import type { LiveExchange } from './live-exchange.js';

interface Facts {
  readonly event: EventDraft;
  readonly denial: Denial | undefined;
  readonly objectId: string | undefined;
  readonly marks: EventMarks;
}

/** Reasons of the verifiers, as words. */
const tokenFaults: readonly (readonly [reason: RegExp, word: string])[] = [
  [/^the algorithm is not allowed$/, 'jwt:alg'],
  [/^the header chooses its own key$/, 'jwt:own-key'],
  [/^the key is unknown$|^the key id is malformed$/, 'jwt:kid'],
  [/^ERR_JWS_SIGNATURE_VERIFICATION_FAILED$/, 'jwt:signature'],
  [/^the issuer is another$|^the tenant is another$/, 'jwt:issuer'],
  [/^the audience is another$|^ERR_JWT_CLAIM_VALIDATION_FAILED$/, 'jwt:audience'],
  [/^the key was revoked$/, 'credential:revoked'],
];

const scannerAgents =
  /sqlmap|nikto|nmap|masscan|zgrab|nuclei|wpscan|dirbuster|gobuster|ffuf|feroxbuster|acunetix|netsparker|burp|zaproxy|arachni|w3af|skipfish|wfuzz|\bhydra\b/i;

const privileged =
  /^(?:is_?)?(?:admin(?:istrator)?|staff|superuser|root|roles?|permissions?|scopes?|privileges?|verified|approved|owner(?:_?id)?|tenant(?:_?id)?|balance|credit|plan)$/i;

const runId = /^[\w-]{1,64}$/;
const mediaType = /^[\w.+-]{1,30}\/[\w.+-]{1,40}$/;
const mostParameters = 3;
/** Of what the inspection only notes; below it people write such texts too. */
const likelyScore = 4;

/** The words that detectors read, separated by blanks; '' when there is nothing to say. */
export function signalsOf(exchange: LiveExchange, facts: Facts): string {
  const words: string[] = [];
  fromDenials(words, exchange, facts);
  fromRequest(words, exchange, facts);
  fromDecoys(words, exchange, facts);
  return words.length === 0 ? '' : [...new Set(words)].join(' ');
}

function fromDenials(words: string[], exchange: LiveExchange, { event, denial }: Facts): void {
  if (denial) fromDenial(words, denial);
  else for (const watched of exchange.wouldDenied ?? []) fromWatched(words, watched);
  const { family, score } = exchange.noted ?? {};
  const isLikely = typeof family === 'string' && typeof score === 'number' && score >= likelyScore;
  if (isLikely && event.kind === 'access') words.push(`attack:${family}`);
  for (const leaked of exchange.leaked ?? []) words.push(`class:${leaked}`);
}

function fromDenial(words: string[], { guard, detail, errors, code }: Denial): void {
  const { reason, family } = detail ?? {};
  if (typeof family === 'string') words.push(`attack:${family}`);
  if (guard === 'authenticate' && typeof reason === 'string') {
    const fault = tokenFaults.find(([pattern]) => pattern.test(reason));
    if (fault) words.push(fault[1]);
  }
  if (code === 'BODY_INVALID' && errors?.some(({ pointer }) => privileged.test(pointer.split('/').at(-1) ?? ''))) {
    words.push('privileged-property');
  }
}

/** What a guard in monitor mode would have denied, on the call that passed. */
function fromWatched(words: string[], watched: Denial): void {
  if (watched.code === 'OBJECT_NOT_OWNED') words.push('foreign-object');
  if (watched.guard === 'response-schema') words.push('drift');
  if (watched.code === 'PROPERTY_NOT_WRITABLE') words.push('privileged-property');
  fromDenial(words, watched);
}

function fromRequest(words: string[], exchange: LiveExchange, { objectId, marks }: Facts): void {
  const { headers, operation, query } = exchange;
  const agent = headers['user-agent'];
  if (agent !== undefined && scannerAgents.test(agent)) words.push('scanner-agent');
  const run = headers['x-portcullis-run'];
  if (typeof run === 'string' && runId.test(run)) words.push(`run:${run}`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && mediaType.test(type) && !type.endsWith('json')) words.push(`type:${type}`);
  if (!operation || query === '') return;
  const idName =
    objectId !== undefined && operation.resource?.id.in === 'path' ? operation.resource.id.name : undefined;
  const declared = declaredIn(operation);
  let told = 0;
  for (const pair of query.split('&', 50)) {
    const name = pair.split('=', 1)[0]!;
    if (name === '' || declared.has(name)) continue;
    if (name === idName) words.push('duplicate-id');
    if (told++ < mostParameters) words.push(`param:${marks.hash(name)}`);
  }
}

const declaredNames = new WeakMap<Operation, ReadonlySet<string>>();

function declaredIn(operation: Operation): ReadonlySet<string> {
  let names = declaredNames.get(operation);
  if (!names) {
    names = new Set(operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name));
    declaredNames.set(operation, names);
  }
  return names;
}

function fromDecoys(words: string[], exchange: LiveExchange, { event, objectId, marks }: Facts): void {
  const { paths, keys, objects, fields } = marks.policy.decoys;
  if (paths.length > 0 && paths.includes(exchange.path)) words.push('decoy:path');
  if (keys.length > 0 && event.credentialId !== undefined && keys.includes(event.credentialId)) words.push('decoy:key');
  if (objects.length > 0 && objectId !== undefined && objects.includes(objectId)) words.push('decoy:object');
  if (fields.length === 0 || typeof exchange.json !== 'object' || exchange.json === null) return;
  const body = exchange.json;
  if (fields.some((field) => Object.hasOwn(body, field))) words.push('decoy:field');
}
