import { descriptionOf } from './examples.js';
import { isFields, memberOf, nodeBelow } from './pointer.js';
import { allMembers, items, members, objectAt, textOf, textsOf, type Reader } from './reading.js';
import type {
  ContractFormat,
  Node,
  NodeRef,
  OauthFlow,
  OperationSecurity,
  SecurityAlternative,
  SecurityScheme,
} from './types.js';

/** Security schemes by name (`components.securitySchemes`, or 2.0's `securityDefinitions`). */
export function readSecuritySchemes(reader: Reader, root: Node, format: ContractFormat): Map<string, SecurityScheme> {
  const isOld = format === 'openapi-2.0';
  const holder = isOld
    ? nodeBelow(root, 'securityDefinitions')
    : nodeBelow(nodeBelow(root, 'components'), 'securitySchemes');
  const schemes = new Map<string, SecurityScheme>();
  for (const entry of allMembers(reader, holder, 'The security schemes')) {
    const node = objectAt(reader, entry, 'A security scheme');
    const scheme = node && readScheme(reader, node, entry.name);
    if (scheme) schemes.set(scheme.name, scheme);
  }
  return schemes;
}

type SchemeReader = (reader: Reader, node: Node) => SchemeFacts | undefined;
type SchemeFacts = SecurityScheme extends infer S
  ? S extends unknown
    ? Omit<S, 'name' | 'description' | 'node'>
    : never
  : never;

const schemeReaders: Readonly<Record<string, SchemeReader>> = {
  apiKey(_reader, { value }) {
    const parameter = textOf(memberOf(value, 'name'));
    const place = memberOf(value, 'in');
    if (!parameter || (place !== 'header' && place !== 'query' && place !== 'cookie')) return undefined;
    return { type: 'apiKey', in: place, parameter };
  },
  http(_reader, { value }) {
    const scheme = textOf(memberOf(value, 'scheme'))?.toLowerCase();
    const bearerFormat = textOf(memberOf(value, 'bearerFormat'));
    return scheme ? { type: 'http', scheme, ...(bearerFormat === undefined ? {} : { bearerFormat }) } : undefined;
  },
  basic: () => ({ type: 'http', scheme: 'basic' }),
  oauth2: (reader, node) => ({ type: 'oauth2', flows: readFlows(reader, node) }),
  openIdConnect(_reader, { value }) {
    const url = textOf(memberOf(value, 'openIdConnectUrl'));
    return url === undefined ? undefined : { type: 'openIdConnect', url };
  },
  mutualTLS: () => ({ type: 'mutualTLS' }),
};

function readScheme(reader: Reader, node: Node, name: string): SecurityScheme | undefined {
  const type = textOf(memberOf(node.value, 'type')) ?? '';
  const facts = Object.hasOwn(schemeReaders, type) ? schemeReaders[type]!(reader, node) : undefined;
  if (!facts) {
    reader.report('structure', node, `The security scheme "${name}" is incomplete or of an unknown type`);
    return undefined;
  }
  return {
    name,
    ...descriptionOf(node.value),
    node: { file: node.file, pointer: node.pointer },
    ...facts,
  } as SecurityScheme;
}

/** OpenAPI 2.0's name of a flow -> 3.x's. */
const flowKinds: Readonly<Record<string, OauthFlow['kind']>> = {
  implicit: 'implicit',
  password: 'password',
  clientCredentials: 'clientCredentials',
  authorizationCode: 'authorizationCode',
  deviceAuthorization: 'deviceAuthorization',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
};

function readFlows(reader: Reader, scheme: Node): OauthFlow[] {
  const oldFlow = textOf(memberOf(scheme.value, 'flow'));
  const oldKind = oldFlow === undefined ? undefined : flowKinds[oldFlow];
  if (oldKind) return [readFlow(scheme, oldKind)];
  return members(reader, nodeBelow(scheme, 'flows'), '`flows`').flatMap((flow) => {
    const name = flow.name;
    const kind = Object.hasOwn(flowKinds, name) ? flowKinds[name] : undefined;
    if (kind && isFields(flow.value)) return [readFlow(flow, kind)];
    reader.report('structure', flow, `"${name}" is no OAuth 2.0 flow`);
    return [];
  });
}

function readFlow(node: Node, kind: OauthFlow['kind']): OauthFlow {
  const url = (key: 'authorizationUrl' | 'tokenUrl' | 'refreshUrl'): Partial<OauthFlow> => {
    const text = textOf(memberOf(node.value, key));
    return text === undefined ? {} : { [key]: text };
  };
  const scopes = memberOf(node.value, 'scopes');
  return {
    kind,
    ...url('authorizationUrl'),
    ...url('tokenUrl'),
    ...url('refreshUrl'),
    scopes: isFields(scopes) ? Object.keys(scopes).filter((scope) => !scope.startsWith('x-')) : [],
    node: { file: node.file, pointer: node.pointer },
  };
}

/** Security of an operation: its own, else the contract's. A list that cannot be read counts as not there. */
export function readSecurity(reader: Reader, operation: Node, root: Node | undefined): OperationSecurity {
  const own = nodeBelow(operation, 'security');
  const alternatives = readAlternatives(reader, own);
  if (alternatives) return security('operation', alternatives, own);
  const whole = root && nodeBelow(root, 'security');
  const inherited = whole && readAlternatives(reader, whole);
  return inherited ? security('contract', inherited, whole) : security('nowhere', [], operation);
}

function security(
  declared: OperationSecurity['declared'],
  alternatives: readonly SecurityAlternative[],
  { file, pointer }: NodeRef,
): OperationSecurity {
  const anonymousAllowed = alternatives.length === 0 || alternatives.some((alternative) => alternative.length === 0);
  return { declared, alternatives, anonymousAllowed, requiresCredential: !anonymousAllowed, node: { file, pointer } };
}

/** Undefined when there is no list, or when nothing in it can be read: that must not open the operation. */
function readAlternatives(reader: Reader, list: Node): SecurityAlternative[] | undefined {
  if (list.value === undefined) return undefined;
  const entries = items(reader, list, '`security`');
  const read = entries.flatMap((entry) => {
    if (isFields(entry.value)) return [readAlternative(reader, entry)];
    reader.report('structure', entry, 'A security requirement must be an object: a scheme name with a list of scopes');
    return [];
  });
  return Array.isArray(list.value) && (entries.length === 0 || read.length > 0) ? read : undefined;
}

function readAlternative(reader: Reader, entry: Node): SecurityAlternative {
  return allMembers(reader, entry, 'A security requirement').map((requirement) => {
    if (!Array.isArray(requirement.value)) {
      reader.report('structure', requirement, `The scopes of "${requirement.name}" must be a list`);
    }
    return { scheme: requirement.name, scopes: textsOf(requirement.value) };
  });
}
