import fs from 'node:fs';

/** What every peer is told, in one JSON file: {port, upstream, keySet, contract}; ports of 127.0.0.1. */
export const readSetup = () => JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

/** Operations of a contract as [path, method, operation]. */
export const operationsOf = (contract) =>
  Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [path, method, operation]),
  );

/** `/orders/{id}` as routers write it. */
export const withColons = (path) => path.replace(/\{(\w+)\}/g, ':$1');

/** JSON Schema of the parameters in one part of the request; undefined when there are none. */
export function parametersSchema(operation, where) {
  const parameters = operation.parameters.filter((parameter) => parameter.in === where);
  if (!parameters.length) return undefined;
  return {
    type: 'object',
    additionalProperties: false,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  };
}

/** JSON Schema of the body; undefined when there is none. */
export const bodySchema = (operation) => operation.requestBody?.content['application/json'].schema;
