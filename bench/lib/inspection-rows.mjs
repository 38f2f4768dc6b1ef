import fs from 'node:fs';
import path from 'node:path';
import { judgedAs } from './judged-rows.mjs';

const readLines = (file) => fs.readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);

/** Rows of a file of requests, or undefined where it is not there. */
export function readRows(dir, name) {
  const file = dir && path.join(dir, name);
  return file && fs.existsSync(file) ? readLines(file) : undefined;
}

/** A row as the gateway has it: path and query apart, header names in lower case, the body as bytes. */
export function toRequest({ uri, headers, body }) {
  const at = uri.indexOf('?');
  const lower = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (body && !lower['content-type']) lower['content-type'] = 'application/x-www-form-urlencoded';
  // The rows lost the CR of their line ends; a client sends it (RFC 2046 5.1.1).
  const isMultipart = /^\s*multipart\//i.test(lower['content-type'] ?? '');
  return {
    path: at < 0 ? uri : uri.slice(0, at),
    query: at < 0 ? '' : uri.slice(at + 1),
    headers: lower,
    body: body ? Buffer.from(isMultipart ? body.replace(/\r?\n/g, '\r\n') : body) : undefined,
  };
}

/** Families of rows that are attacks on an application; the others are oddities of HTTP. */
const attackFamilies = /^(?:application|protocol)-attack/;

/** Of the rows that a default installation must stop: how many are, by family; and how many look-alikes are denied. */
export function countFamilies(rows, inspector) {
  const families = new Map();
  for (const row of rows) {
    const isAttack = row.label === 'attack' && row.paranoia === 1;
    if (!isAttack && row.label !== 'not-this-rule') continue;
    const count = families.get(row.family) ?? {
      caught: 0,
      attacks: 0,
      lookalikes: 0,
      denied: 0,
      attack: 0,
      malformed: 0,
      harmless: 0,
      unread: 0,
    };
    const hit = inspector.inspect(toRequest(row)) !== undefined;
    count[isAttack ? 'attacks' : 'lookalikes']++;
    if (hit) count[isAttack ? 'caught' : 'denied']++;
    if (hit && !isAttack) count[judgedAs(row.id)]++;
    families.set(row.family, count);
  }
  const all = [...families].map(([family, count]) => ({ family, ...count, isAttack: attackFamilies.test(family) }));
  return all.sort((a, b) => Number(b.isAttack) - Number(a.isAttack) || b.attacks - a.attacks);
}

/** What the owner of the API that sends `benign.jsonl` would declare, by the name of a field. */
const declared = {
  bio: 'text',
  note: 'text',
  body: 'text',
  comment: 'text',
  message: 'text',
  subject: 'text',
  title: 'text',
  description: 'text',
  line1: 'text',
  line2: 'text',
  company: 'text',
  value: 'text',
  q: 'text',
  term: 'text',
  reference: 'text',
  opening_hours: 'text',
  seoKeywords: 'text',
  dims: 'text',
  target: 'expression',
  schedule: 'expression',
  pattern: 'expression',
  expression: 'expression',
  $filter: 'expression',
  path: 'path',
  PATH: 'path',
  URL: 'log',
  stack: 'log',
  ua: 'log',
  code: 'code',
  html: 'html',
  htmlDescription: 'html',
  text: 'template',
  fileName: 'filename',
  data: 'binary',
  password: 'password',
};
/** The same names mean other things in some requests. */
const declaredIn = {
  code: { title: 'markdown' },
  markdown: { content: 'markdown', title: 'markdown' },
  chat: { content: 'prompt' },
  webhook: { message: 'markdown' },
  template: { subject: 'template', html: 'template', text: 'template' },
  token: { code: 'identifier' },
};

function addSchema(schema, value, name, kinds) {
  if (Array.isArray(value)) {
    schema.type = 'array';
    schema.items ??= {};
    for (const item of value) addSchema(schema.items, item, name, kinds);
  } else if (typeof value === 'object' && value !== null) {
    schema.type = 'object';
    schema.properties ??= {};
    for (const [key, inner] of Object.entries(value)) addSchema((schema.properties[key] ??= {}), inner, key, kinds);
  } else {
    schema.type = schema.type === 'string' || typeof value === 'string' ? 'string' : typeof value;
    const kind = kinds[name];
    if (schema.type === 'string' && kind) schema['x-portcullis-kind'] = kind;
  }
}

function valueOf({ headers, body }) {
  const type = headers['content-type'] ?? '';
  if (!body) return undefined;
  if (/json/.test(type)) return JSON.parse(body);
  if (/urlencoded/.test(type)) return Object.fromEntries(new URLSearchParams(body.toString()));
  if (!/multipart/.test(type)) return undefined;
  return Object.fromEntries([...body.toString().matchAll(/; name="([^"]+)"(?!;)/g)].map(([, name]) => [name, '']));
}

/** A contract for each kind of request, made from all of its requests and from what its owner would declare. */
export function contractsOf(rows, inspector) {
  const made = new Map();
  for (const row of rows) {
    const request = toRequest(row);
    const kinds = { ...declared, ...declaredIn[row.kind] };
    const known = made.get(row.kind) ?? { path: request.path, schema: {}, parameters: {} };
    const value = valueOf(request);
    if (value !== undefined) addSchema(known.schema, value, '', kinds);
    for (const [name, text] of new URLSearchParams(request.query)) {
      addSchema((known.parameters[name] ??= {}), text, name, kinds);
    }
    made.set(row.kind, known);
  }
  return new Map(
    [...made].map(([kind, { path: operationPath, schema, parameters }]) => [
      kind,
      { query: inspector.parameters(parameters), bodies: inspector.bodies(operationPath, schema) },
    ]),
  );
}

/** Requests that would be denied although they are harmless; `contracts`: with what their owner declares. */
export function deniedOf(rows, inspector, contracts) {
  return rows.flatMap((row) => {
    const hit = inspector.inspect(toRequest(row), contracts?.get(row.kind));
    return hit
      ? [
          {
            id: row.id,
            kind: row.kind,
            where: hit.where,
            family: hit.family,
            reason: hit.reason,
            text: hit.text.slice(Math.max(0, hit.offset - 30), hit.offset + 50),
          },
        ]
      : [];
  });
}
