import type { ApiModel, Operation, OwnerRule } from '../../model/types.js';
import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { bodyTricks, methodTricks, pathTricks, trustTricks } from '../tricks.js';
import { asAnonymous, changeEach, type Variant } from '../variant.js';

/** Roles that include the owner's role: they may touch other people's objects today, and a patch must not stop them. */
function higherRoles(model: ApiModel, role: string | undefined): readonly string[] {
  if (role === undefined) return [];
  return [...model.roles].filter(([name, included]) => name !== role && included.has(role)).map(([name]) => name);
}

function idOf({ finding, operation }: Subject): OwnerRule['id'] | undefined {
  const part = finding.part;
  if (part?.in === 'path' || part?.in === 'query' || part?.in === 'header')
    return part.name === undefined ? undefined : { in: part.in, name: part.name };
  if (part?.in === 'body' && part.pointer) return { in: 'body', name: part.pointer.slice(1), pointer: part.pointer };
  return operation?.resource?.id;
}

const hasOwner = (operation: Operation, id: OwnerRule['id']) =>
  operation.policy.owners.some((owner) => owner.id.in === id.in && owner.id.name === id.name);

/** OWASP API1:2023, CWE-639. The smallest rule: one operation, the owner found in the object itself. */
function ownerRule(subject: Subject) {
  const { finding, operation, model } = subject;
  const id = idOf(subject);
  if (!operation || !id) return impossible('The place of the object id is not known, so no owner rule can name it.');
  if (hasOwner(operation, id) && isInForce(operation, 'object-owner')) {
    return covered('object-owner', `An owner rule for ${id.name} is in force.`);
  }
  const crossedBy = higherRoles(model, textFact(finding, 'ownerRole'));
  const common = {
    resource: operation.resource?.name ?? id.name,
    id,
    is: textFact(finding, 'ownerIs') ?? 'principal.subject',
    crossedBy,
  };
  if (finding.facts?.idIsSubject === true) return patch('object-owner', { owner: common });
  const field = textFact(finding, 'ownerPointer');
  if (field === undefined) {
    return impossible(
      'No answer shows whose object it is, so the gateway cannot tell an owner from a stranger. Check the owner in the code.',
    );
  }
  if (operation.isRead) return patch('object-owner', { owner: { ...common, field } });
  const lookup = textFact(finding, 'readOperationId');
  if (lookup === undefined)
    return impossible(
      'No operation reads the object, so its owner cannot be looked up before a write. Check the owner in the code.',
    );
  return patch('object-owner', { owner: { ...common, lookup, field } });
}

function variants({ finding, operation }: Subject): readonly Variant[] {
  const { replay } = finding;
  if (!replay) return [];
  return [
    ...changeEach(replay, pathTricks),
    ...changeEach(replay, trustTricks),
    ...changeEach(replay, methodTricks),
    ...(operation?.isWrite ? changeEach(replay, bodyTricks) : []),
    ...asAnonymous(replay),
  ];
}

export default defineFamily({
  id: 'object-owner',
  title: 'Objects of others can be reached',
  closes: [
    'bola-read',
    'bola-write',
    'bola-delete',
    'bola-nested-object',
    'bola-in-body',
    'bola-in-query-or-header',
    'bola-password-change',
  ],
  rewrites: false,
  patch: ownerRule,
  variants,
});
