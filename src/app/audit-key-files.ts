import fs from 'node:fs';
import path from 'node:path';
import { readCertificate } from '../audit/deployment/certificate.js';
import type { CertificateFacts, PrivateFile } from '../audit/deployment/types.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';

/** Files of secrets that the policy names in `${file:PATH}`. */
function secretFiles({ file, apis }: Project): readonly string[] {
  const text = file === undefined ? undefined : apis[0]?.policyDocuments?.files.get(file)?.value;
  const found = [...JSON.stringify(text ?? '').matchAll(/\$\{file:([^}"]+)\}/g)].map((match) => match[1]!);
  return [...new Set(found)].map((one) => path.resolve(path.dirname(file ?? ''), one));
}

function namedFiles(project: Project): readonly (readonly [file: string, what: string])[] {
  const schemes = project.apis.flatMap((model) => [...model.schemes.values()]);
  return [
    ...project.listen.flatMap(({ tls }) => (tls ? [[tls.key, 'private key of the gateway'] as const] : [])),
    ...project.apis.flatMap(({ upstream }) =>
      upstream?.tls?.key ? [[upstream.tls.key, 'private key of the gateway for the API'] as const] : [],
    ),
    ...schemes.flatMap((scheme) => (scheme.kind === 'basic' ? [[scheme.file, 'password file'] as const] : [])),
    ...secretFiles(project).map((file) => [file, 'secret'] as const),
  ];
}

/** Files of the store: keys, findings with evidence, events. */
function storeFiles({ dataDir }: App): readonly (readonly [file: string, what: string])[] {
  try {
    const names = fs.readdirSync(dataDir);
    return [
      [dataDir, 'folder of the store'],
      ...names.map((name) => [path.join(dataDir, name), 'file of the store'] as const),
    ];
  } catch {
    return [];
  }
}

/** Files that only their owner should read, with the rights they have. Windows has no such bits. */
export function privateFilesOf(app: App, project: Project): readonly PrivateFile[] {
  if (process.platform === 'win32') return [];
  const all = new Map([...storeFiles(app), ...namedFiles(project)]);
  return [...all].flatMap(([file, what]): readonly PrivateFile[] => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat ? [{ file, what, mode: stat.mode & 0o777 }] : [];
  });
}

function namedCertificates(
  project: Project,
): readonly { file: string; use: CertificateFacts['use']; hosts: readonly string[] }[] {
  const hosts = project.apis.flatMap(({ match }) => match.host ?? []);
  return [
    ...project.listen.flatMap(({ tls }) => [
      ...(tls ? [{ file: tls.certificate, use: 'listener' as const, hosts }] : []),
      ...(tls?.clientCa ? [{ file: tls.clientCa, use: 'authority' as const, hosts: [] }] : []),
    ]),
    ...project.apis.flatMap(({ upstream }) => [
      ...(upstream?.tls?.certificate ? [{ file: upstream.tls.certificate, use: 'client' as const, hosts: [] }] : []),
      ...(upstream?.tls?.ca ? [{ file: upstream.tls.ca, use: 'authority' as const, hosts: [] }] : []),
    ]),
    ...project.apis.flatMap(({ schemes }) =>
      [...schemes.values()].flatMap((scheme) =>
        scheme.kind === 'certificate' ? [{ file: scheme.ca, use: 'authority' as const, hosts: [] }] : [],
      ),
    ),
  ];
}

/** Facts of every certificate that the policy names, and those that could not be read. */
export function certificatesOf(project: Project): {
  readonly certificates: readonly CertificateFacts[];
  readonly problems: readonly string[];
} {
  const certificates: CertificateFacts[] = [];
  const problems: string[] = [];
  const unique = new Map(namedCertificates(project).map((one) => [`${one.file} ${one.use}`, one]));
  for (const question of unique.values()) {
    try {
      certificates.push(readCertificate(fs.readFileSync(question.file, 'utf8'), question));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      problems.push(`${question.file}: the certificate was not looked at (${code ?? 'unreadable'})`);
    }
  }
  return { certificates, problems };
}
