import path from 'node:path';
import { compileModel, type CompileInput } from './compile.js';
import { freezeDeep } from './compile-freeze.js';
import { readContract, type Contract } from './contract.js';
import { readPatches, type PlacedPatch } from './patches.js';
import { checkPolicy, type CheckedPolicy } from './policy-check.js';
import { readEventLog } from './policy-event-log.js';
import { Faults } from './policy-faults.js';
import type { PolicyFile, RawApi } from './policy-file.js';
import { readConsole } from './policy-console.js';
import { readIncidents } from './policy-incidents.js';
import { readSchemes } from './policy-identity.js';
import { readDetections } from './policy-detections.js';
import { readDocumentation } from './policy-documentation.js';
import { checkWebhookVendors } from './compile-webhook.js';
import { readThirdParties } from './policy-third-parties.js';
import { readNotify } from './policy-notify.js';
import { readSchedules } from './policy-schedules.js';
import { readLimits } from './policy-limits.js';
import { defaultListen, readControl, readListen } from './policy-listen.js';
import { OperationNames } from './policy-names.js';
import { readOtlp } from './policy-otlp.js';
import { readPentest } from './policy-pentest.js';
import { dataClassesOf, readPropertyRules } from './policy-properties.js';
import { readResources } from './policy-resources.js';
import { readRoles } from './policy-roles.js';
import { readStore } from './policy-store.js';
import { readSuppressions } from './policy-suppressions.js';
import { below } from './pointer.js';
import { digestOf, joinDocuments, locateIn } from './project-documents.js';
import { layersByApi, type LayersByApi } from './project-layers.js';
import type { ApiModel, Documents, NodeRef, Project } from './types.js';

/** The documents of a project, read already. */
export interface ProjectSources {
  readonly policy?: Documents | undefined;
  readonly patches?: Documents | undefined;
  /** API name -> its contract. With a policy, one for each of its `apis`. */
  readonly contracts: ReadonlyMap<string, Documents>;
  /** Folder that paths in the policy are relative to; digests are made of paths relative to it. */
  readonly baseDir: string;
  readonly today: Date;
}

/** What the parts of one compilation share. */
interface Compilation {
  readonly sources: ProjectSources;
  readonly file: Partial<PolicyFile>;
  readonly section: (name: keyof PolicyFile) => NodeRef;
  readonly policy: CheckedPolicy | undefined;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly names: OperationNames;
  readonly faults: Faults;
}

/**
 * Compiles policy, patches and contracts into a frozen project. Reads no file.
 *
 * @throws PortcullisError(s) with every fault of policy and patches; CONTRACT_INVALID and CONTRACT_UNSUPPORTED.
 */
export function compileProject(sources: ProjectSources): Project {
  const compilation = begin(sources);
  const patches = patchesOf(compilation);
  const project = projectOf(compilation, patches);
  compilation.faults.throwIfAny();
  return freezeDeep(project);
}

function begin(sources: ProjectSources): Compilation {
  const policy = sources.policy && checkPolicy(sources.policy);
  const contracts = new Map(
    [...sources.contracts].map(([name, documents]) => [
      name,
      readContract(documents, { graphqlPath: policy?.file.apis[name]?.graphql?.path }),
    ]),
  );
  return {
    sources,
    policy,
    file: policy?.file ?? {},
    section: policy?.section ?? ((name) => ({ file: '', pointer: `/${name}` })),
    contracts,
    names: new OperationNames([...contracts].map(([name, { operations }]) => [name, operations])),
    faults: new Faults(locateIn(documentsOf(sources))),
  };
}

function accessLogPath(text: string | undefined, baseDir: string): string | undefined {
  return text === undefined || text === 'stdout' ? text : path.resolve(baseDir, text);
}

function documentsOf({ policy, patches, contracts }: ProjectSources): readonly Documents[] {
  return [policy, patches, ...contracts.values()].filter((documents) => documents !== undefined);
}

function patchesOf({ sources: { patches, today }, names, faults }: Compilation): readonly PlacedPatch[] {
  return patches ? readPatches(patches, { names, faults, today }) : [];
}

function projectOf(compilation: Compilation, patches: readonly PlacedPatch[]): Project {
  const { sources, file, section, faults, names } = compilation;
  const { baseDir, today } = sources;
  const shared = sharedInput(compilation);
  const layers = layersByApi({ operations: file.operations, node: section('operations'), patches, names, faults });
  const apis = modelsOf(compilation, shared, layers);
  checkMatches(apis, compilation);
  const thirdParties = readThirdParties(file, { section, baseDir, faults });
  checkWebhookVendors(apis, [...thirdParties.vendors.keys()], faults);
  return {
    file: compilation.policy?.documents.entry,
    listen: file.listen ? readListen(file.listen, { node: section('listen'), baseDir, faults }) : [defaultListen],
    control: file.control && readControl(file.control, { node: section('control'), baseDir, faults }),
    incidents: readIncidents(file.incidents),
    console: readConsole(file.console, { node: section('console'), baseDir, faults }),
    accessLog: accessLogPath(file.accessLog, baseDir),
    store: readStore(file.store, { node: section('store'), faults }),
    eventLog: readEventLog(file.eventLog, { node: section('eventLog'), baseDir, faults }),
    otlp: readOtlp(file.otlp, { node: section('otlp'), faults }),
    apis,
    limits: readLimits(file.limits, { node: section('limits'), faults }),
    detections: readDetections(file.detections, { node: section('detections'), baseDir, faults, names }),
    notify: readNotify(file.notify, { node: section('notify'), baseDir, faults }),
    ...thirdParties,
    pentest: readPentest(file.pentest, { node: section('pentest'), faults, names, roles: shared.roles }),
    schedules: readSchedules(file.schedules, {
      node: section('schedules'),
      faults,
      apis: apis.map(({ name }) => name),
    }),
    documentation: readDocumentation(file.documentation, { node: section('documentation'), faults, names, today }),
    patches: patches.map(({ patch }) => patch),
    suppressions: readSuppressions(file.suppressions, { node: section('suppressions'), faults, today }),
    dataClasses: dataClassesOf(file.schemas),
    digest: digestOf(documentsOf(sources), baseDir),
  };
}

type Shared = Omit<CompileInput, 'name' | 'contract' | 'api' | 'layers' | 'digest' | 'locate'>;

/** What is the same for every API. */
function sharedInput({ sources, policy, file, section, contracts, names, faults }: Compilation): Shared {
  const roles = policy && readRoles(file.roles, section('roles'), faults);
  const context = { faults, names, roles };
  const all = [...contracts.values()];
  return {
    roles,
    schemes: readSchemes(file.identity?.schemes, {
      node: below(section('identity'), 'schemes'),
      baseDir: sources.baseDir,
      faults,
      roles,
      declared: new Map(all.flatMap(({ securitySchemes }) => [...securitySchemes])),
    }),
    resources: readResources(file.resources, { ...context, node: section('resources') }),
    propertyRules: {
      value: readPropertyRules(file.schemas, { ...context, node: section('schemas'), contracts: all }),
      node: section('schemas'),
    },
    unknownOperations: file.defaults?.unknownOperations ?? 'deny',
    defaults: file.defaults && { source: 'defaults', settings: file.defaults, node: section('defaults') },
    names,
    policyDocuments: policy && joinDocuments(policy.documents, sources.patches),
    faults,
    today: sources.today,
  };
}

function modelsOf(
  { sources, file, section, contracts }: Compilation,
  shared: Shared,
  layers: LayersByApi,
): readonly ApiModel[] {
  const own = [sources.policy, sources.patches].filter((documents) => documents !== undefined);
  return [...contracts].map(([name, contract]) => {
    const raw: Pick<RawApi, 'match' | 'upstream'> = file.apis?.[name] ?? {};
    const documents = [...own, contract.documents];
    return compileModel({
      ...shared,
      name,
      contract,
      api: { value: raw, node: file.apis && below(section('apis'), name) },
      layers: layers.get(name) ?? new Map(),
      digest: digestOf(documents, sources.baseDir),
      locate: locateIn(documents),
    });
  });
}

/** Two APIs that take the same requests: nobody could say which policy holds. */
function checkMatches(apis: readonly ApiModel[], { policy, section, faults }: Compilation): void {
  if (!policy) return;
  const taken = new Map<string, string>();
  for (const { name, match } of apis) {
    const key = `${match.host ?? '*'} ${match.prefix}`;
    const other = taken.get(key);
    taken.set(key, name);
    if (other === undefined) continue;
    const message = `The APIs "${other}" and "${name}" match the same requests (prefix ${match.prefix})`;
    faults.add('POLICY_INVALID', message, below(section('apis'), name), {
      key: true,
      hint: 'give each its own `match: { host: ..., prefix: ... }`',
    });
  }
}
