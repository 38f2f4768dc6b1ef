import { documentsFromText } from '../../src/model/documents.js';
import { compileProject } from '../../src/model/project-compile.js';
import type { Project } from '../../src/model/types.js';

export interface ProjectTexts {
  /** OpenAPI as YAML; `info` and `openapi` are added. */
  readonly contract: string;
  /** Policy as YAML, without `version` and `apis`. */
  readonly policy?: string;
  readonly upstreamUrl: string;
  /** YAML of more keys of `apis.shop.upstream`, on one line. */
  readonly upstreamKeys?: string;
  /** YAML of `apis.shop.match`, on one line. */
  readonly match?: string;
}

/** Compiles one API called `shop` from texts, as `loadProject` would from files. */
export function projectOf({
  contract,
  policy = '',
  upstreamUrl,
  upstreamKeys = '',
  match = '{}',
}: ProjectTexts): Project {
  const api = `{ contract: openapi.yaml, match: ${match}, upstream: { url: "${upstreamUrl}", timeoutSeconds: 2${upstreamKeys && `, ${upstreamKeys}`} } }`;
  const text = `version: 1\napis: { shop: ${api} }\n${policy}`;
  return compileProject({
    policy: documentsFromText('portcullis.yaml', text, { refs: false }),
    contracts: new Map([['shop', documentsFromText('openapi.yaml', contractText(contract))]]),
    baseDir: '.',
    today: new Date('2027-01-15T12:00:00Z'),
  });
}

function contractText(paths: string): string {
  return `openapi: 3.0.3\ninfo: { title: Shop, version: 1.0.0 }\n${paths}`;
}
