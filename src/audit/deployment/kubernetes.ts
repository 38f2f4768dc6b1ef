import { memberOf } from '../../model/pointer.js';
import { fieldsOf, textOf } from '../dependencies/fields.js';
import { splitImage } from './dockerfile.js';
import type { EnvEntry, Weakness, Workload } from './types.js';
import type { YamlDocument } from './yaml-documents.js';

type Path = readonly (string | number)[];
type Value = Readonly<Record<string, unknown>>;

/** Kind -> where its pod stands. */
const podPaths: Readonly<Record<string, Path>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** Capabilities that are as good as root on the machine. */
const strongCapabilities = new Set([
  'ALL',
  'SYS_ADMIN',
  'NET_ADMIN',
  'SYS_PTRACE',
  'SYS_MODULE',
  'DAC_READ_SEARCH',
  'BPF',
]);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((found, step) => memberOf(found, String(step)), value);
const listOf = (value: unknown): readonly Value[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

interface Pod {
  readonly document: YamlDocument;
  readonly path: Path;
  readonly spec: Value;
}

const flags = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

function podWeaknesses({ document, path, spec }: Pod): readonly Weakness[] {
  const shared = flags
    .filter((flag) => spec[flag] === true)
    .map((flag): Weakness => ({ what: `${flag} is on`, weight: 'high', place: document.place(...path, flag) }));
  const mounts = listOf(spec.volumes).flatMap((volume, index): readonly Weakness[] => {
    const folder = textOf(fieldsOf(volume.hostPath).path);
    if (folder === undefined) return [];
    const isDanger = /^\/$|^\/(etc|root|proc|var\/run|var\/lib\/kubelet|run)(\/|$)|docker\.sock$/.test(folder);
    const place = document.place(...path, 'volumes', index);
    return [{ what: `${folder} of the machine is mounted`, weight: isDanger ? 'high' : 'medium', place }];
  });
  return [...shared, ...mounts];
}

function isRoot(container: Value, pod: Value): boolean {
  const own = fieldsOf(container.securityContext);
  const shared = fieldsOf(pod.securityContext);
  if ((own.runAsNonRoot ?? shared.runAsNonRoot) === true) return false;
  const user = own.runAsUser ?? shared.runAsUser;
  return !(typeof user === 'number' && user > 0);
}

function containerWeaknesses(container: Value, pod: Pod, path: Path): readonly Weakness[] {
  const context = fieldsOf(container.securityContext);
  const name = textOf(container.name) ?? 'container';
  const found: Weakness[] = [];
  const add = (what: string, weight: Weakness['weight'], ...below: Path): void =>
    void found.push({ what: `${name} ${what}`, weight, place: pod.document.place(...path, ...below) });
  if (context.privileged === true) add('is privileged', 'high', 'securityContext', 'privileged');
  const added = fieldsOf(context.capabilities).add;
  const strong = (Array.isArray(added) ? added.map(String) : []).filter((one) =>
    strongCapabilities.has(one.replace(/^CAP_/, '')),
  );
  if (strong.length) add(`has the capability ${strong.join(', ')}`, 'high', 'securityContext', 'capabilities');
  if (isRoot(container, pod.spec)) add('may run as root', 'medium');
  if (context.allowPrivilegeEscalation !== false && context.privileged !== true) {
    add('may gain privileges', 'low');
  }
  if (at(container, ['resources', 'limits', 'memory']) === undefined) add('has no limit of memory', 'medium');
  const image = textOf(container.image);
  const { tag, pinned } = splitImage(image ?? '');
  if (image && !pinned && (tag === undefined || tag === 'latest'))
    add('has an image without a version', 'low', 'image');
  return found;
}

/** Values that stand in the manifest itself. */
function containerEnv(container: Value, pod: Pod, path: Path): readonly EnvEntry[] {
  return listOf(container.env).flatMap(({ name, value }, index): readonly EnvEntry[] => {
    if (typeof name !== 'string' || typeof value !== 'string') return [];
    const place = pod.document.place(...path, 'env', index, 'value');
    return [{ name, value, place, from: 'manifest', committed: undefined }];
  });
}

/** Values of a Secret: in base64 they are as readable as without. */
function secretEnv(document: YamlDocument): readonly EnvEntry[] {
  const read = (section: 'data' | 'stringData', decode: (text: string) => string): readonly EnvEntry[] =>
    Object.entries(fieldsOf(fieldsOf(document.value)[section])).map(([name, value]) => ({
      name,
      value: decode(String(value)),
      place: document.place(section, name),
      from: 'Secret manifest',
      committed: undefined,
    }));
  return [
    ...read('stringData', (text) => text),
    ...read('data', (text) => Buffer.from(text, 'base64').toString('utf8')),
  ];
}

export interface Manifests {
  readonly workloads: readonly Workload[];
  readonly env: readonly EnvEntry[];
}

/** What Kubernetes is to run, from one document: nothing for every kind that runs nothing. */
export function readManifest(document: YamlDocument): Manifests {
  const value = fieldsOf(document.value);
  if (typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return { workloads: [], env: [] };
  if (value.kind === 'Secret') return { workloads: [], env: secretEnv(document) };
  const path = podPaths[value.kind];
  if (!path) return { workloads: [], env: [] };
  const pod: Pod = { document, path, spec: fieldsOf(at(value, path)) };
  const containers = (['containers', 'initContainers'] as const).flatMap((key) =>
    listOf(pod.spec[key]).map((container, index) => ({ container, path: [...path, key, index] })),
  );
  const place = document.place();
  return {
    workloads: [
      {
        name: `${value.kind}/${textOf(fieldsOf(value.metadata).name) ?? '?'}`,
        file: place.file,
        place,
        weaknesses: [
          ...podWeaknesses(pod),
          ...containers.flatMap((one) => containerWeaknesses(one.container, pod, one.path)),
        ],
      },
    ],
    env: containers.flatMap((one) => containerEnv(one.container, pod, one.path)),
  };
}
