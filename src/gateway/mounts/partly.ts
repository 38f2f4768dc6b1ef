import type { Operation, OwnerRule, Project } from '../../model/types.js';
import { takesBody } from './authorizer-guards.js';

/** Settings of an operation that an authorizer knows but cannot enforce to the end. */
export interface PartlyEnforced {
  readonly operation: string;
  readonly why: readonly string[];
}

/** What an authorizer cannot enforce: the body, the answer, and how many requests are under way. */
export function partlyEnforced(project: Project): readonly PartlyEnforced[] {
  const operations = project.apis.flatMap((api) => [...api.operations.values()]);
  return operations
    .filter(({ outgoing }) => !outgoing)
    .map((operation) => ({ operation: operation.id, why: reasonsOf(operation) }))
    .filter(({ why }) => why.length > 0);
}

function reasonsOf(operation: Operation): readonly string[] {
  const { policy } = operation;
  const answers =
    policy.returns !== undefined ||
    policy.readProperties.size > 0 ||
    policy.response.filter ||
    policy.response.validate !== 'off' ||
    policy.learns.length > 0 ||
    [...policy.owners, ...policy.tenants].some(({ form }) => needsAnswer(form));
  return [
    ...(takesBody(operation) ? ['body'] : []),
    ...(answers ? ['answer'] : []),
    ...(policy.concurrency === undefined ? [] : ['concurrency']),
  ];
}

/** One line for people; undefined when everything is enforced. */
export function partlyEnforcedText(project: Project): string | undefined {
  const partly = partlyEnforced(project);
  if (partly.length === 0) return undefined;
  const count = (why: string): number => partly.filter((one) => one.why.includes(why)).length;
  const parts = ['body', 'answer', 'concurrency'].flatMap((why) => (count(why) ? [`${why} of ${count(why)}`] : []));
  return `authorizer: partly enforced, not judged here: ${parts.join(', ')} operations`;
}

function needsAnswer(form: OwnerRule['form']): boolean {
  return form.kind === 'field' || (form.kind === 'learned' && form.otherwise?.kind === 'field');
}
