import { memberOf } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { callbackSources, namesItsHosts, publicAddressPatch } from '../addresses.js';
import { rootPointer } from '../answers.js';
import { defineRule, type PropertyVisit, type SchemaObject } from '../rule.js';
import { fewOperations, meaningPath, wordsOf } from '../words.js';

const kinds =
  '(webhook|callback|notification|notify|notice|import|fetch|download|source|remote|feed|proxy|image|picture|photo|avatar|logo|icon|file|upload|document|media|status callback|inbound|event|hook)';
const fetched = new RegExp(
  `^(.* )?${kinds}( target)? (url|uri|link|endpoint)$|^(url|uri) (to )?${kinds}$|^status callback$`,
);

/** Only means fetching where the object is about fetching. */
const bare = /^(url|uri|target url|endpoint( url)?|link)$/;
const fetcher =
  /\b(webhooks?|hooks?|imports?|fetch|subscriptions?|callbacks?|proxy|crawl\w*|scrape\w*|previews?|pictures?|avatars?|images?)\b/;

/** The name of another server, where the example is an address. */
const server = /^(.* )?(api|server|service|host)$/;

/** Pictures are often only shown: nobody but the browser fetches them. */
const shown = /\b(image|picture|photo|avatar|logo|icon)\b/;

/** A bare name means what the path says, or else what the object is called. */
function severityOf(words: string, paths: readonly string[], object = ''): 'high' | 'low' {
  if (fetched.test(words)) return shown.test(words) ? 'low' : 'high';
  if (paths.some((path) => fetcher.test(path))) return 'high';
  return shown.test(object) ? 'low' : 'high';
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\/./i.test(value);
}

/** An example of the property itself, or of the body that it stands in. */
function hasAddressAsExample({ name, schema, root }: PropertyVisit): boolean {
  const bodies = root.kind === 'body' ? root.mediaType.examples : [];
  return [schema['example'], schema['default'], ...bodies.map((body) => memberOf(body, name))].some(isAddress);
}

/** It stands at the top of the body. */
function isOfBody({ object, root }: PropertyVisit, model: ApiModel): boolean {
  const body = root.kind === 'body' && root.mediaType.schema && model.resolve(root.mediaType.schema);
  return (body && body.value === object.node.value) || object.isPart;
}

function isText({ type }: SchemaObject): boolean {
  return type === 'string' || (Array.isArray(type) && type.includes('string'));
}

/** Said by `callback-url-is-restricted`: every operation that takes it calls it back. */
function isOfCallback(model: ApiModel, operations: readonly Operation[], name: string): boolean {
  return operations.every((operation) =>
    callbackSources(model, operation).some(({ at }) => at === name || at.endsWith(`/${name}`)),
  );
}

const message = (name: string, who: string) =>
  `"${name}" of ${who} is an address that the server may call, and any host is allowed`;

/** OWASP API7:2023, CWE-918. */
export default defineRule({
  id: 'url-input-is-restricted',
  title: 'Caller chooses an address that the server calls',
  severity: 'high',
  owasp: ['API7:2023'],
  cwe: [918],
  why: 'The server can be made to call internal services or the cloud metadata address, and to show what they answer.',
  remedy: 'Allow only known hosts: a `pattern` with the host in the contract, or a `constraints` entry in the policy.',
  confidence: 'firm',
  mergeFrom: 8,
  whole: ({ places, count }) =>
    `${places} inputs of ${count} operation${count === 1 ? '' : 's'} are addresses that the server may call, and any host is allowed`,
  visit: {
    parameter({ parameter, operation, schema }, { model, report }) {
      const words = wordsOf(parameter.name);
      if (parameter.in === 'path' || operation.outgoing || !isText(schema) || namesItsHosts(schema)) return;
      if (!fetched.test(words) && !(bare.test(words) && fetcher.test(wordsOf(meaningPath(operation))))) return;
      if (operation.policy.constraints.some(({ name }) => name === parameter.name)) return;
      if (isOfCallback(model, [operation], parameter.name)) return;
      report(parameter.node, {
        severity: severityOf(words, [wordsOf(meaningPath(operation))]),
        message: message(parameter.name, `${operation.method.toUpperCase()} ${operation.path}`),
        part: { in: parameter.in, name: parameter.name },
        ...publicAddressPatch({ in: parameter.in, name: parameter.name }),
      });
    },
    property(visit, { model, report }) {
      const { name, schema, object } = visit;
      if (visit.direction !== 'in' || visit.root.kind !== 'body' || !isText(schema) || namesItsHosts(schema)) return;
      const words = wordsOf(name);
      const isServer = server.test(words) && hasAddressAsExample(visit);
      if (!fetched.test(words) && !bare.test(words) && !isServer) return;
      const operations = visit
        .operations()
        .filter((operation) => operation.isWrite && !operation.outgoing)
        .filter(({ policy }) => !policy.constraints.some(({ pointer }) => pointer?.endsWith(`/${name}`)));
      if (!operations.length || isOfCallback(model, operations, name)) return;
      const about = wordsOf(object.name ?? '');
      // The path says what the body is about, and not what its parts are.
      const paths = isOfBody(visit, model) ? operations.map((operation) => wordsOf(meaningPath(operation))) : [];
      if (!fetched.test(words) && !isServer && ![about, ...paths].some((subject) => fetcher.test(subject))) return;
      const pointer = rootPointer(model, visit);
      report(visit.node, {
        operations,
        severity: isServer ? 'high' : severityOf(words, paths, about),
        message: message(name, fewOperations(operations)),
        part: { in: 'body', pointer: `/${name}` },
        ...(pointer ? publicAddressPatch({ in: 'body', pointer }) : {}),
        facts: { property: name },
      });
    },
  },
});
