import fs from 'node:fs';
import path from 'node:path';
import { diffContracts } from '../audit/drift/diff.js';
import type { Change } from '../audit/drift/types.js';
import type { DenialCode } from '../core/denials.js';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import { explainGuards } from '../gateway/explain.js';
import { loadProject } from '../model/project.js';
import type { ApiModel, Operation, Project } from '../model/types.js';
import { denialsOfAll, denialsOfGuard } from '../portal/error-texts.js';
import { unpublishable, type Unpublishable } from '../portal/gate.js';
import { slug } from '../portal/markup.js';
import { portalFiles } from '../portal/portal.js';
import {
  audiences,
  type Audience,
  type DocumentedOperation,
  type PortalFile,
  type PortalInput,
} from '../portal/types.js';
import type { App } from './app.js';
import { sampleCall } from './sample-call.js';

export interface DocsRequest {
  readonly api: string | undefined;
  readonly audience: Audience;
  /** Earlier contract, for the page of changes. */
  readonly since: string | undefined;
}

/** A portal that may be published, or what keeps it from it. */
export interface BuiltDocs {
  readonly files: readonly PortalFile[];
  readonly unpublishable: readonly Unpublishable[];
  readonly api: string;
  readonly operations: number;
}

/** Makes the documentation portal of one API from what is enforced. Throws `USAGE` for an API that there is not. */
export async function buildDocs(app: App, { api, audience, since }: DocsRequest): Promise<BuiltDocs> {
  const project = await app.project();
  const model = chooseApi(project, api);
  const operations = documentedOperations(model, project, audience);
  const { documentation } = project;
  const input: PortalInput = {
    model,
    operations,
    audience,
    baseUrl: documentation.url ?? defaultUrl(project),
    security: documentation.security && {
      ...documentation.security,
      expires: `${documentation.security.expires}T00:00:00.000Z`,
    },
    changes: since === undefined ? undefined : shownChanges(await contractChanges(since, model), operations),
    version: app.version,
    classes: project.dataClasses ?? new Map(),
  };
  const faults = unpublishable(input, documentation.published);
  return {
    files: faults.length > 0 ? [] : portalFiles(input),
    unpublishable: faults,
    api: model.name,
    operations: operations.length,
  };
}

function chooseApi({ apis }: Project, name: string | undefined): ApiModel {
  const names = apis.map((api) => api.name);
  const chosen = name === undefined && apis.length === 1 ? apis[0] : apis.find((api) => api.name === name);
  if (chosen) return chosen;
  if (name === undefined)
    throw new PortcullisError('USAGE', 'The policy has several APIs', { expected: `--api ${names.join(' or ')}` });
  throw new PortcullisError('USAGE', `--api: the policy has no API "${name}"`, {
    expected: names.join(', '),
    hint: didYouMean(name, names),
  });
}

/** What the audience may read of, each with a page name of its own. */
function documentedOperations(model: ApiModel, project: Project, audience: Audience): readonly DocumentedOperation[] {
  const taken = new Set<string>();
  return [...model.operations.values()].flatMap((operation): readonly DocumentedOperation[] => {
    const own = audienceOf(operation, model, project);
    if (operation.outgoing || audiences.indexOf(own) > audiences.indexOf(audience)) return [];
    const page = freeName(slug(operation.id), taken);
    const call = sampleCall(model, operation);
    const { body, ...rest } = call;
    return [
      {
        operation,
        page,
        audience: own,
        denials: denialsOf(model, operation),
        call: { ...rest, ...(body === undefined ? {} : { body: Buffer.from(body).toString('utf8') }) },
      },
    ];
  });
}

function audienceOf({ id, extensions }: Operation, { name }: ApiModel, { documentation }: Project): Audience {
  const named = documentation.audiences.get(`${name} ${id}`);
  if (named) return named;
  return extensions['x-internal'] === true ? 'internal' : documentation.audience;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

/** What this operation may be answered by the gateway: of the guards that act on it, and what any call may be. */
function denialsOf(model: ApiModel, { id }: Operation): readonly DenialCode[] {
  const acting = explainGuards(model, id).filter(({ effect }) => effect === 'enforced' || effect === 'broken');
  const codes = acting.flatMap(({ id: guard }) => denialsOfGuard[guard] ?? []);
  return [...new Set([...codes, ...denialsOfAll])];
}

function defaultUrl({ listen }: Project): string {
  const [first] = listen.filter(({ authorizer }) => !authorizer);
  if (!first) return 'http://127.0.0.1:8080';
  const host = first.host.includes(':') ? `[${first.host}]` : first.host;
  return `${first.tls ? 'https' : 'http'}://${host}:${first.port}`;
}

/** Differences of a contract as it was to the one in force. */
async function contractChanges(since: string, model: ApiModel): Promise<readonly Change[]> {
  const [before] = (await loadProject({ contract: [since] })).apis;
  return diffContracts(before!, model);
}

/** Of operations that this audience does not see, changes are not told either. */
function shownChanges(changes: readonly Change[], operations: readonly DocumentedOperation[]): readonly Change[] {
  const shown = new Set(operations.map(({ operation }) => `${operation.method.toUpperCase()} ${operation.path}`));
  return changes.filter(
    ({ operation, id }) => operation === undefined || shown.has(operation) || id === 'operation-removed',
  );
}

/**
 * Writes the portal into a folder: into a new one beside it first, so that readers never see half of it. Refuses a folder
 * that holds something else.
 */
export function writeDocs(folder: string, files: readonly PortalFile[]): void {
  const isOurs =
    !fs.existsSync(folder) || fs.existsSync(path.join(folder, 'llms.txt')) || fs.readdirSync(folder).length === 0;
  if (!isOurs) {
    throw new PortcullisError('USAGE', `--output: ${folder} holds something else`, {
      expected: 'a new or empty folder, or one of docs build',
    });
  }
  const fresh = `${folder}.new-${process.pid}`;
  fs.rmSync(fresh, { recursive: true, force: true });
  for (const { path: name, text } of files) {
    const file = path.join(fresh, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(fresh, folder);
}
