import { textsFact } from '../facts.js';
import { bound, covered, defineFamily, impossible, inForce, isInForce, takingBodies, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** Ways from an object to the prototype of all. */
const prototypeNames = ['__proto__', 'constructor', 'prototype'];

/** No object of the body, however deep, has one of these names. */
const cleanBody = {
  $ref: '#/$defs/clean',
  $defs: {
    clean: {
      propertyNames: { not: { enum: prototypeNames } },
      additionalProperties: { $ref: '#/$defs/clean' },
      items: { $ref: '#/$defs/clean' },
    },
  },
};

/** CWE-1321. `__proto__` is refused in any JSON that is judged; the other names where the body is no closed one. */
function refuseNames({ operation }: Subject) {
  const isNamed = operation!.policy.constraints.some(
    ({ schema }) => JSON.stringify(schema) === JSON.stringify(cleanBody),
  );
  if (isNamed && isInForce(operation!, 'constraints'))
    return covered('constraints', 'Names that lead to the prototype are refused.');
  return bound({ in: 'body', pointer: '' }, cleanBody);
}

/**
 * CWE-674, CWE-611. Judged bodies are of a declared media type, JSON of at most 32 levels that can be read in one way,
 * and XML without a document type.
 */
function judgeBody(subject: Subject) {
  const { operation, finding } = subject;
  if (!operation) return impossible('The operation is not in the contract.');
  if (finding.ruleId === 'prototype-pollution') return refuseNames(subject);
  if (isInForce(operation, 'body'))
    return covered('body', 'The gateway reads the body strictly before it passes it on.');
  return inForce('body');
}

/** The polluting object deeper down, and under its other name. */
const hidden: Readonly<Record<string, Change>> = {
  'inside another object': ({ body, ...request }) =>
    body?.startsWith('{') ? { ...request, body: `{"pcl":${body},${body.slice(1)}` } : undefined,
  'inside a list': ({ body, ...request }) =>
    body?.startsWith('{') ? { ...request, body: `{"pcl":[${body}],${body.slice(1)}` } : undefined,
  'under the other name': ({ body, ...request }) =>
    body === undefined
      ? undefined
      : { ...request, body: body.replace(/"__proto__":(\{[^{}]*\})/, '"constructor":{"prototype":$1}') },
};

export default defineFamily({
  id: 'body-form',
  title: 'A body is read in a way that harms the server',
  closes: ['json-depth-unlimited', 'prototype-pollution', 'xml-external-entity'],
  rewrites: false,
  patch: judgeBody,
  // One parser reads the bodies of all operations; what merges them is in one.
  alsoAt: (subject) => (subject.finding.ruleId === 'json-depth-unlimited' ? takingBodies(subject) : []),
  variants({ finding }) {
    const { replay } = finding;
    if (!replay) return [];
    return [
      ...(textsFact(finding, 'properties').length > 0 ? changeEach(replay, hidden) : []),
      ...changeEach(replay, bodyTricks),
      ...changeEach(replay, pathTricks),
    ];
  },
});
