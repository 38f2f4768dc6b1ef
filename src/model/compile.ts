import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { freezeDeep } from './compile-freeze.js';
import { compileInspection } from './compile-inspection.js';
import { settingOf } from './compile-layers.js';
import { compileRateLimits } from './compile-limits.js';
import { builtIn, compilePolicy } from './compile-operation.js';
import { resourceOf } from './compile-owners.js';
import { readPaths, type Paths } from './compile-paths.js';
import { PropertyFinder } from './compile-properties.js';
import type { Contract } from './contract.js';
import { carrying } from './graphql/carrier-policy.js';
import type { Faults, Locate } from './policy-faults.js';
import type { RawApi } from './policy-file.js';
import type { OperationNames } from './policy-names.js';
import { rulesIn, type PropertyRules } from './policy-properties.js';
import type { Resource } from './policy-resources.js';
import { operationSettings } from './policy-schema/settings.js';
import { checkUpstream } from './policy-upstream.js';
import { validate } from './policy-validate.js';
import { below } from './pointer.js';
import { standaloneSchemas } from './standalone.js';
import type { ApiModel, Documents, NodeRef, Operation, Roles, SchemePolicy } from './types.js';

/** Everything that one API's model is made of. The policy's parts are read and checked already. */
export interface CompileInput {
  readonly name: string;
  readonly contract: Contract;
  /** The API's entry in the policy; empty without a policy. */
  readonly api: Placed<Pick<RawApi, 'match' | 'upstream'>>;
  /** Undefined without a policy: then any name is a role. */
  readonly roles: Roles | undefined;
  readonly schemes: ReadonlyMap<string, SchemePolicy>;
  readonly resources: readonly Resource[];
  readonly propertyRules: Placed<PropertyRules>;
  readonly unknownOperations: 'deny' | 'allow';
  readonly defaults: Layer | undefined;
  /** Operation id -> its entry in the policy, then its patches. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
  readonly names: OperationNames;
  readonly policyDocuments: Documents | undefined;
  readonly digest: string;
  readonly locate: Locate;
  readonly faults: Faults;
  /** For what is valid until a day. */
  readonly today: Date;
}

/**
 * Compiles one contract and the policy into a frozen model. What is wrong is added to `faults`; the caller throws it
 * once all APIs are compiled, and must not use the model then.
 */
export function compileModel(input: CompileInput): ApiModel {
  const { contract, faults } = input;
  const context = contextOf(input);
  const paths = readPaths(input.api.value, contract.servers);
  const operations = new Map<string, Operation>();
  // Made anew for each compilation: what is settled of layers is remembered by them.
  const parts = { shared: input.defaults ? [input.defaults] : [], layers: input.layers, faults };
  for (const operation of contract.operations.values()) {
    const layers = layersOf(operation, parts);
    operations.set(operation.id, withPolicy(operation, { layers, context, paths }));
  }
  const carrier = contract.graphql && operations.get(contract.graphql.transport);
  if (carrier) operations.set(carrier.id, carrying(carrier, operations, layersOf(carrier, parts)));
  checkMisplaced(contract, faults);
  Object.freeze(contract.documents);
  return freezeDeep({
    name: input.name,
    title: contract.title,
    version: contract.version,
    format: contract.format,
    servers: contract.servers,
    operations,
    securitySchemes: contract.securitySchemes,
    schemes: input.schemes,
    roles: input.roles ?? new Map<string, ReadonlySet<string>>(),
    graphql: contract.graphql,
    schemas: contract.schemas,
    propertyRules: rulesIn(input.propertyRules.value, contract.schemas),
    upstream: context.upstream.value,
    match: paths.match,
    unknownOperations: input.unknownOperations,
    ...(input.unknownOperations === 'allow' ? { passing: passingPolicy(input) } : {}),
    documents: contract.documents,
    policyDocuments: input.policyDocuments,
    problems: contract.problems,
    digest: input.digest,
    locate: input.locate,
    resolve: (node: NodeRef) => contract.documents.resolve(node),
    standalone: standaloneSchemas(contract.documents, contract.format),
  });
}

function passingPolicy({ defaults, name, faults, today }: CompileInput): NonNullable<ApiModel['passing']> {
  const layers = defaults ? [defaults] : [];
  const limits = compileRateLimits(layers, { api: name, operationId: 'unknown' });
  return {
    rateLimits: limits.map(({ value }) => value),
    bodyLimitBytes: settingOf(layers, 'bodyLimitBytes', builtIn.bodyLimitBytes).value,
    inspection: compileInspection(layers, { faults, today, kinds: new Map() }).value,
  };
}

function contextOf(input: CompileInput): ApiContext {
  const { contract, api, propertyRules } = input;
  const { upstream } = api.value;
  const upstreamNode = upstream && api.node && below(api.node, 'upstream');
  if (upstream && upstreamNode) checkUpstream(upstream, upstreamNode, input.faults);
  return {
    api: input.name,
    documents: contract.documents,
    securitySchemes: contract.securitySchemes,
    schemes: input.schemes,
    roles: input.roles,
    resources: input.resources,
    names: input.names,
    operations: contract.operations,
    properties: new PropertyFinder(contract, propertyRules.value, propertyRules.node),
    upstream: {
      value: upstream && { ...upstream, timeoutSeconds: upstream.timeoutSeconds ?? 10 },
      node: upstreamNode,
    },
    faults: input.faults,
    today: input.today,
  };
}

function withPolicy(
  operation: BareOperation,
  { layers, context, paths }: { layers: readonly Layer[]; context: ApiContext; paths: Paths },
): Operation {
  const resource = resourceOf(operation, context);
  return {
    ...operation,
    ...(resource ? { resource } : {}),
    publicPath: paths.publicPath(operation.path),
    upstreamPath: paths.upstreamPath(operation.path),
    policy: compilePolicy(operation, layers, context),
  };
}

type LayerParts = Pick<CompileInput, 'layers' | 'faults'> & { readonly shared: readonly Layer[] };

/** In order of weight: defaults, the contract's `x-portcullis`, the operation's entry, patches. */
function layersOf(operation: BareOperation, { shared, layers, faults }: LayerParts): readonly Layer[] {
  const contract = contractLayer(operation, faults);
  const own = layers.get(operation.id);
  if (!contract && !own) return shared;
  return [...shared, ...(contract ? [contract] : []), ...(own ?? [])];
}

function contractLayer({ extensions, node }: BareOperation, faults: Faults): Layer | undefined {
  if (!Object.hasOwn(extensions, 'x-portcullis')) return undefined;
  const at = below(node, 'x-portcullis');
  const value = extensions['x-portcullis'];
  if (!validate(operationSettings, { ...at, value }, faults)) return undefined;
  return { source: 'contract', settings: value as Layer['settings'], node: at };
}

/** `x-portcullis` anywhere but at an operation would do nothing, and somebody would believe that it does. */
function checkMisplaced({ documents, operations }: Contract, faults: Faults): void {
  const root = { file: documents.entry, pointer: '' };
  const paths = [...operations.values()].map(({ node }) => ({
    ...node,
    pointer: node.pointer.replace(/\/[^/]*$/, ''),
  }));
  for (const holder of [root, ...paths]) {
    const misplaced = below(holder, 'x-portcullis');
    if (!documents.at(misplaced)) continue;
    const hint = 'write it at each operation, or use `defaults` of the policy';
    faults.add('POLICY_INVALID', '`x-portcullis` means something at an operation only', misplaced, { key: true, hint });
  }
}
