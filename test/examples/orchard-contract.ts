import fs from 'node:fs';
import path from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import type { Answer } from './orchard-client.js';

const folder = path.join(process.env['PORTCULLIS_ROOT'] ?? process.cwd(), 'examples/orchard');

export function readExample(name: string): string {
  return fs.readFileSync(path.join(folder, name), 'utf8');
}

type Media = { readonly schema: unknown; readonly example?: unknown };
type Response = { readonly $ref?: string; readonly content?: Readonly<Record<string, Media>> };
type Described = {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
};
type Contract = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
};

export const contract = load(readExample('openapi.yaml')) as Contract;

export type ContractOperation = Described & {
  readonly method: string;
  readonly path: string;
  readonly pointer: string;
};

const methods = ['get', 'post', 'patch', 'delete'];
const escaped = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** All operations of the contract. */
export const contractOperations: readonly ContractOperation[] = Object.entries(contract.paths).flatMap(([at, item]) =>
  methods.flatMap((method) => {
    const described = item[method];
    if (!described) return [];
    const pointer = `#/paths/${escaped(at)}/${method}`;
    return [{ ...described, method: method.toUpperCase(), path: at, pointer }];
  }),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (target: Ajv2020) => void)(ajv);
ajv.addSchema(contract, 'orchard');

/** What is wrong with an answer by the contract; an empty list when nothing is. */
export function faultsOf(operation: ContractOperation, answer: Answer): readonly string[] {
  const declared = operation.responses[String(answer.status)];
  if (!declared) return [`status ${answer.status} is not declared: ${answer.text}`];
  const shared = declared.$ref?.replace('#/components/responses/', '');
  const response = shared === undefined ? declared : contract.components.responses[shared];
  const base = declared.$ref ?? `${operation.pointer}/responses/${answer.status}`;
  if (!response?.content) return answer.text === '' ? [] : ['a body that is not declared'];
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (!response.content[type]) return [`content type ${type} is not declared`];
  const check = ajv.compile({ $ref: `orchard${base}/content/${escaped(type)}/schema` });
  check(answer.json ?? answer.text);
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
