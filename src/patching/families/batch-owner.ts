import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { bodyTricks, pathTricks, trustTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** Where the ids of a batch stand: a parameter that is a list, or the items of an array in the body. */
function idsOf({ finding: { part } }: Subject) {
  if (part?.in === 'query' && part.name !== undefined) return { in: part.in, name: part.name } as const;
  if (part?.in === 'body' && part.pointer) return { in: part.in, pointer: `${part.pointer}/*` } as const;
  return undefined;
}

/** OWASP API1:2023, CWE-639. Each object of the batch is looked up before the call is passed on: one foreign id refuses it. */
function eachOwner(subject: Subject) {
  const { finding, operation, model } = subject;
  const ids = idsOf(subject);
  const lookup = textFact(finding, 'readOperationId');
  const field = textFact(finding, 'ownerPointer');
  if (textFact(finding, 'graphqlField') !== undefined)
    return impossible(
      'The id stands inside a document, and the objects of a graph are reached in many ways. Check the owner where objects are loaded.',
    );
  if (!operation || !ids) return impossible('The place of the object ids is not known, so no owner rule can name it.');
  const isRuled = operation.policy.owners.some(({ id }) =>
    ids.in === 'body' ? id.pointer === ids.pointer : id.in === ids.in && id.name === ids.name,
  );
  if (isRuled && isInForce(operation, 'object-owner'))
    return covered('object-owner', 'An owner rule for the ids is in force.');
  if (lookup === undefined || field === undefined || lookup === operation.id)
    return impossible('No operation tells the owner of one object. Check the owner where objects are loaded.');
  const role = textFact(finding, 'ownerRole');
  const crossedBy = [...model.roles]
    .filter(([name, all]) => name !== role && role !== undefined && all.has(role))
    .map(([name]) => name);
  const resource = model.operations.get(lookup)?.resource?.name ?? operation.resource?.name ?? 'object';
  return patch('object-owner', {
    owner: { resource, id: ids, lookup, field, is: textFact(finding, 'ownerIs') ?? 'principal.subject', crossedBy },
  });
}

export default defineFamily({
  id: 'batch-owner',
  title: 'A batch gives objects of others',
  closes: ['bola-through-batch-or-graphql-node'],
  rewrites: false,
  patch: eachOwner,
  variants: ({ finding: { replay } }) =>
    replay
      ? [...changeEach(replay, pathTricks), ...changeEach(replay, trustTricks), ...changeEach(replay, bodyTricks)]
      : [],
});
