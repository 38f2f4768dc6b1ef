import { fieldsOf, textOf } from '../dependencies/fields.js';
import { splitImage } from './dockerfile.js';
import type { EnvEntry, PublishedPort, Weakness, Workload } from './types.js';
import type { YamlDocument } from './yaml-documents.js';

type Value = Readonly<Record<string, unknown>>;

/** `127.0.0.1:8080:80/tcp`, `8080:80`, `80`: the address and the port of the machine. */
function splitPort(text: string): { readonly host: string | undefined; readonly port: number } | undefined {
  const match = /^(?:(\[[^\]]+\]|[\d.]+):)?(\d+)(?:-\d+)?:(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text);
  return match ? { host: match[1]?.replace(/^\[|\]$/g, ''), port: Number(match[3]) } : undefined;
}

function portsOf(name: string, service: Value, document: YamlDocument): readonly PublishedPort[] {
  const list: readonly unknown[] = Array.isArray(service.ports) ? service.ports : [];
  return list.flatMap((entry, index): readonly PublishedPort[] => {
    const place = document.place('services', name, 'ports', index);
    if (typeof entry !== 'object') {
      const split = splitPort(String(entry));
      return split ? [{ service: name, ...split, place }] : [];
    }
    const { target, published, host_ip: host } = fieldsOf(entry);
    if (published === undefined) return [];
    return [{ service: name, host: textOf(host), port: Number(target), place }];
  });
}

function envOf(name: string, service: Value, document: YamlDocument): readonly EnvEntry[] {
  const { environment } = service;
  const facts = { from: 'compose file', committed: undefined };
  if (Array.isArray(environment)) {
    return environment.flatMap((entry, index): readonly EnvEntry[] => {
      const [key, value] = /^(\w+)=([\s\S]*)$/.exec(String(entry))?.slice(1) ?? [];
      if (key === undefined || value === undefined) return [];
      return [{ name: key, value, place: document.place('services', name, 'environment', index), ...facts }];
    });
  }
  return Object.entries(fieldsOf(environment)).flatMap(([key, value]): readonly EnvEntry[] =>
    value === null
      ? []
      : [{ name: key, value: String(value), place: document.place('services', name, 'environment', key), ...facts }],
  );
}

function weaknessesOf(name: string, service: Value, document: YamlDocument): readonly Weakness[] {
  const found: Weakness[] = [];
  const add = (what: string, weight: Weakness['weight'], ...below: readonly (string | number)[]): void =>
    void found.push({ what, weight, place: document.place('services', name, ...below) });
  if (service.privileged === true) add('is privileged', 'high', 'privileged');
  for (const key of ['network_mode', 'pid', 'ipc'] as const)
    if (service[key] === 'host') add(`${key} is host`, 'high', key);
  for (const [index, volume] of (Array.isArray(service.volumes) ? service.volumes : []).entries()) {
    const source = typeof volume === 'string' ? volume.split(':')[0]! : (textOf(fieldsOf(volume).source) ?? '');
    if (/docker\.sock$|^\/$|^\/etc$|^\/root$/.test(source))
      add(`${source} of the machine is mounted`, 'high', 'volumes', index);
  }
  const image = textOf(service.image);
  const { tag, pinned } = splitImage(image ?? '');
  if (image && !pinned && (tag === undefined || tag === 'latest'))
    add('has an image without a version', 'low', 'image');
  return found;
}

export interface ComposeFacts {
  readonly ports: readonly PublishedPort[];
  readonly env: readonly EnvEntry[];
  readonly workloads: readonly Workload[];
  readonly commands: readonly { readonly text: string; readonly service: string; readonly document: YamlDocument }[];
}

/** What a compose file says about its services. */
export function readCompose(document: YamlDocument): ComposeFacts {
  const services = Object.entries(fieldsOf(fieldsOf(document.value).services)).map(
    ([name, service]) => [name, fieldsOf(service)] as const,
  );
  return {
    ports: services.flatMap(([name, service]) => portsOf(name, service, document)),
    env: services.flatMap(([name, service]) => envOf(name, service, document)),
    commands: services.flatMap(([name, { command }]) =>
      command === undefined ? [] : [{ text: [command].flat().join(' '), service: name, document }],
    ),
    workloads: services.map(([name, service]) => {
      const place = document.place('services', name);
      return { name: `service ${name}`, file: place.file, place, weaknesses: weaknessesOf(name, service, document) };
    }),
  };
}
