import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { Place } from '../core/place.js';
import { schemeText } from './policy-scheme-words.js';
import type {
  ApiModel,
  LearnRule,
  NodeRef,
  OperationPolicy,
  OwnerRule,
  RateLimit,
  SecurityAlternative,
} from './types.js';

/** One setting of an operation, for people. */
export interface ExplainedSetting {
  readonly setting: string;
  /** The value in words. */
  readonly value: string;
  readonly source: 'built in' | 'contract' | 'policy' | 'patch';
  /** Where the value stands; undefined when it is built in. */
  readonly place: Place | undefined;
}

/** Settings that are lists or maps: each entry is a row of its own. */
const entries = {
  rateLimits: ({ rateLimits }) => rateLimits.map(limitText),
  owners: ({ owners }) => owners.map(ownerText),
  tenants: ({ tenants }) => tenants.map(ownerText),
  learns: ({ learns }) => learns.map(learnText),
  constraints: ({ constraints }) =>
    constraints.map(
      ({ in: part, name, pointer, schema }) => `${part} ${name ?? pointer ?? ''}: ${JSON.stringify(schema)}`,
    ),
} satisfies Partial<Record<keyof OperationPolicy, (policy: OperationPolicy) => readonly string[]>>;

const maps = ['writeProperties', 'readProperties', 'sanitize'] as const;

const plain = {
  mode: ({ mode }) => mode,
  public: (policy) => (policy.public ? 'yes' : 'no'),
  requirements: ({ requirements }) => requirementsText(requirements),
  roles: ({ roles }) => (roles === undefined ? 'none named: denied' : roles === 'any' ? 'any' : rolesText(roles)),
  scopes: ({ scopes }) => scopes.join(', ') || 'none',
  when: ({ when }) => when ?? 'always',
  bodyLimitBytes: ({ bodyLimitBytes }) => `${bodyLimitBytes} bytes`,
  returns: ({ returns }) =>
    returns
      ? `${returns.resource} at ${returns.items || 'the answer'}: ${returns.others} those of others${returns.tenant ? ' and of other tenants' : ''}`
      : 'everything',
  unknownProperties: ({ unknownProperties }) => (unknownProperties === 'deny' ? 'deny' : 'as the contract says'),
  unknownParameters: ({ unknownParameters }) => unknownParameters,
  response: ({ response }) => responseText(response),
  upload: ({ upload }) => uploadText(upload),
  graphql: ({ graphql }) => (graphql ? settingsText(graphql) : 'no'),
  cors: ({ cors }) => (cors ? `${cors.origins.join(', ')}${cors.credentials ? ' with credentials' : ''}` : 'none'),
  concurrency: ({ concurrency }) =>
    concurrency
      ? `${concurrency.limit} per ${concurrency.per === 'principal' ? 'principal' : concurrency.per.path}`
      : 'no limit',
  timeoutSeconds: ({ timeoutSeconds }) => `${timeoutSeconds} s`,
  webhook: ({ webhook }) =>
    webhook ? `signed (${webhook.scheme}), clock within ${webhook.toleranceSeconds} s` : 'none',
  sunset: ({ sunset }) => sunset ?? 'never',
} satisfies Partial<Record<keyof OperationPolicy, (policy: OperationPolicy) => string>>;

/**
 * Every setting of an operation with the place it comes from, as `policy explain` prints it.
 *
 * @throws PortcullisError NOT_FOUND when the model has no such operation.
 */
export function explainOperation(model: ApiModel, operationId: string): readonly ExplainedSetting[] {
  const operation = model.operations.get(operationId);
  if (!operation) {
    const hint = didYouMean(operationId, model.operations.keys());
    throw new PortcullisError('NOT_FOUND', `There is no operation "${operationId}"`, { hint });
  }
  const { policy } = operation;
  const row = (setting: string, value: string): ExplainedSetting => ({
    setting,
    value,
    ...originOf(setting, policy, model),
  });
  return [
    ...Object.entries(plain).map(([setting, words]) => row(setting, words(policy))),
    ...Object.entries(entries).flatMap(([setting, words]) =>
      words(policy).map((text, index) => row(`${setting}.${index}`, text)),
    ),
    ...schemeRows(policy, model),
    ...maps.flatMap((setting) => [...policy[setting]].map(([at, roles]) => row(`${setting}.${at}`, rolesText(roles)))),
  ];
}

/** How the schemes that the operation asks for are checked. */
function schemeRows({ requirements }: OperationPolicy, model: ApiModel): readonly ExplainedSetting[] {
  return [...new Set(requirements.flat().map(({ scheme }) => scheme))].map((name) => {
    const scheme = model.schemes.get(name);
    const place = scheme && model.locate(scheme.node, true);
    const value = scheme ? schemeText(scheme) : 'not configured: denied';
    return { setting: `schemes.${name}`, value, source: scheme ? 'policy' : 'built in', place };
  });
}

function originOf(
  setting: string,
  { origins }: OperationPolicy,
  model: ApiModel,
): Pick<ExplainedSetting, 'source' | 'place'> {
  const node = Object.hasOwn(origins, setting) ? origins[setting] : undefined;
  return node ? { source: sourceOf(node, model), place: model.locate(node) } : { source: 'built in', place: undefined };
}

function sourceOf({ file, pointer }: NodeRef, { policyDocuments }: ApiModel): ExplainedSetting['source'] {
  if (!policyDocuments?.files.has(file)) return 'contract';
  return file !== policyDocuments.entry && pointer.startsWith('/patches/') ? 'patch' : 'policy';
}

function rolesText(roles: readonly string[]): string {
  return roles.join(', ') || 'nobody';
}

function requirementsText(alternatives: readonly SecurityAlternative[]): string {
  const words = alternatives.map((all) => all.map(({ scheme, scopes }) => [scheme, ...scopes].join(' ')).join(' and '));
  return words.map((text) => text || 'no credential').join(' or ') || 'no credential';
}

function limitText({ limit, windowSeconds, per, cost, countStatuses }: RateLimit): string {
  const who = typeof per === 'string' ? per : Object.entries(per).flat().join(' ');
  const units = cost === 1 ? '' : `, ${cost} a call`;
  const only = countStatuses ? `, only ${countStatuses.join(', ')}` : '';
  return `${limit} in ${windowSeconds} s per ${who}${units}${only}`;
}

function ownerText({ resource, id, form, is, crossedBy }: OwnerRule): string {
  return `${whoseText(form, resource, `${id.in} ${id.name}`)} = ${is}${crossedBy.length ? `, or role ${crossedBy.join(', ')}` : ''}`;
}

function whoseText(form: OwnerRule['form'], resource: string, id: string): string {
  if (form.kind === 'id') return id;
  if (form.kind === 'field') return `${form.field} of the ${resource}`;
  if (form.kind === 'lookup') return `${form.field} of the ${resource} (asked of ${form.operationId})`;
  const otherwise = form.otherwise ? `, otherwise ${whoseText(form.otherwise, resource, id)},` : '';
  return `what is remembered of the ${resource} in ${id}${otherwise}`;
}

function learnText(rule: LearnRule): string {
  if (rule.on === 'delete') return `whose the ${rule.resource} was is forgotten once it is deleted`;
  const what = [rule.owner, rule.tenant].filter((is) => is !== undefined).join(' and ');
  const where = rule.createdId ?? `Location, /${rule.idNames.join(' or /')}`;
  return `${what} of whoever makes the ${rule.resource} (id: ${where})`;
}

function uploadText(upload: OperationPolicy['upload']): string {
  if (!upload) return 'as the contract says';
  const size = upload.maxBytes === undefined ? '' : `at most ${upload.maxBytes} bytes`;
  return [size, upload.types?.join(', ') ?? ''].filter((text) => text !== '').join(', ') || 'as the contract says';
}

function settingsText(settings: object): string {
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => `${name} ${Array.isArray(value) ? value.length : String(value)}`).join(', ');
}

function responseText({ filter, validate, samplePercent, ...rest }: OperationPolicy['response']): string {
  const { hideErrors, noStore, protectCookies, uniform } = rest;
  const words = [
    filter && 'filter',
    validate !== 'off' && `validate ${validate}${samplePercent === 100 ? '' : ` ${samplePercent} %`}`,
    hideErrors && 'hideErrors',
    noStore && 'noStore',
    protectCookies && `protectCookies ${protectCookies.join(' ')}`,
    uniform && `uniform ${uniform.status}`,
  ];
  return words.filter(Boolean).join(', ') || 'unchanged';
}
