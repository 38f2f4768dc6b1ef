import { documentsFromText } from '../model/documents.js';
import type { ApiModel } from '../model/types.js';

/** Stands for the API where only dependencies or files are assessed: a project without a contract has them too. */
export function noApi(name: string): ApiModel {
  const documents = documentsFromText(name, '{}', { refs: false });
  return {
    name,
    title: name,
    version: '',
    format: 'openapi-3.1',
    servers: [],
    operations: new Map(),
    securitySchemes: new Map(),
    schemes: new Map(),
    roles: new Map(),
    schemas: new Map(),
    propertyRules: new Map(),
    upstream: undefined,
    match: { prefix: '/' },
    unknownOperations: 'deny',
    documents,
    policyDocuments: undefined,
    problems: [],
    digest: '',
    locate: (node, key) => documents.locate(node, key),
    resolve: (node) => documents.resolve(node),
    standalone: () => true,
  };
}
