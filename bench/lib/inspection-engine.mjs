import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { catalogPlugin } from '../../scripts/catalog-plugin.mjs';
import { rootDir } from './prepare.mjs';

const contents = `
export { inspectValue } from './src/inspection/inspect.js';
export { inspectionLevels } from './src/core/inspection.js';
export { readings } from './src/inspection/kinds.js';
export { FieldPlans } from './src/gateway/inspect-plan.js';
export { HeaderVerdicts } from './src/gateway/header-verdicts.js';
export { BodyPlans, lookAtBody, lookAtDocument, pairsOf } from './src/gateway/inspect-body.js';
export { lookAtCookies, lookAtHeaders, lookAtPairs, lookAtSegments } from './src/gateway/inspect-texts.js';
export { decodeForm } from './src/gateway/parameters/pairs.js';
`;

/** The parts of the inspection, built from the sources: the command line does not export them. */
export async function loadInspection() {
  const outfile = path.join(rootDir, '.build', 'bench-inspection.mjs');
  fs.mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    stdin: { contents, resolveDir: rootDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [catalogPlugin],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const noFields = { plans: new Map(), credentials: new Set(['authorization']) };

/** Walks the texts of a request as the guard does, until one is denied at the default level. */
export class RequestInspector {
  #parts;
  #headers;

  constructor(parts) {
    this.#parts = parts;
    this.#headers = new parts.HeaderVerdicts();
  }

  /** Whether the hit is denied at the level `standard`. */
  isDenied({ score, denyAt, monitorsOnly }) {
    return !monitorsOnly && score >= Math.max(this.#parts.inspectionLevels.standard, denyAt);
  }

  /** The first hit that is denied in one text, or undefined. */
  inspectText(text, kind, part = { in: 'body', isName: false, name: 'value' }) {
    const sighting = this.#parts.inspectValue(text, kind, part);
    return sighting && this.isDenied(sighting) ? sighting : undefined;
  }

  /** The first hit that is denied, or undefined. `plans`: what a contract says; without it every place is unknown. */
  inspect(request, plans = { query: new Map(), bodies: this.bodies('/') }) {
    const parts = this.#parts;
    let denied;
    const settle = (sighting, where) => {
      if (!sighting || !this.isDenied(sighting)) return false;
      denied = { ...sighting, where };
      return true;
    };
    const look = (text, kind, part, where) => {
      const sighting = parts.inspectValue(text, kind, part);
      return sighting !== undefined && settle(sighting, where());
    };
    const refuse = (reason) => {
      denied = { family: 'protocol', reason, where: 'body:', text: '', offset: 0 };
      return true;
    };
    const header = (text, kind, name) => settle(this.#headers.inspect(text, kind, name), `header:${name}`);
    const { path: pathname, query, headers, body, json } = request;
    const inQuery = { in: 'query', planOf: (name) => plans.query.get(name), decode: parts.decodeForm };
    const pairs = parts.pairsOf(query);
    const isDocument = ({ name }) => plans.bodies.isGraphql && name === 'query';
    const documents = pairs.filter(isDocument).map(({ value }) => decodeURIComponent(value.replaceAll('+', ' ')));
    void (
      parts.lookAtSegments(pathname, look) ||
      documents.some((document) => parts.lookAtDocument(document, look, 'query:query')) ||
      parts.lookAtPairs(
        pairs.filter((pair) => !isDocument(pair)),
        inQuery,
        look,
      ) ||
      parts.lookAtHeaders(headers, noFields, header) ||
      parts.lookAtCookies(headers.cookie, noFields, look) ||
      parts.lookAtBody({ headers, body, json }, plans.bodies, { look, refuse })
    );
    return denied;
  }

  /** What is known of the bodies of an operation: nothing, or a schema. */
  bodies(operationPath, schema, kinds = new Map()) {
    const content = schema ? [{ mediaType: '*/*', schema }] : [];
    const policy = { graphql: undefined, inspection: { kinds } };
    return new this.#parts.BodyPlans(
      { path: operationPath, policy, body: { content } },
      { standalone: (node) => node },
    );
  }

  /** Plans of parameters by their schemas. */
  parameters(schemas) {
    const { FieldPlans } = this.#parts;
    return new Map(Object.entries(schemas).map(([name, schema]) => [name, new FieldPlans(schema).root(name)]));
  }
}
