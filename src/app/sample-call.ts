import type { AskedCall } from '../gateway/asked-call.js';
import { compose, preferredContent, type OperationValues } from '../pentest/compose.js';
import { generateValue } from '../pentest/generate.js';
import { randomStream } from '../pentest/random.js';
import type { ApiModel, NodeRef, Operation, Parameter } from '../model/types.js';

/** A call of an operation with the contract's examples, or with values that its schemas take: always the same one. */
export function sampleCall(model: ApiModel, operation: Operation): AskedCall {
  const random = randomStream('explain', operation.id);
  const valueOf = (schema: NodeRef | undefined, name: string): unknown =>
    schema === undefined
      ? '1'
      : generateValue(
          model.standalone(schema, 'request') as Readonly<Record<string, unknown>>,
          { random, useExamples: true, fillOptional: false, marker: () => 'sample' },
          name,
        );
  const sample = ({ schema, name }: Parameter): unknown => valueOf(schema, name);
  const content = operation.body?.required ? preferredContent(operation) : undefined;
  const body = content && (content.examples[0] ?? valueOf(content.schema, ''));
  const {
    method,
    path,
    headers,
    body: text,
  } = compose(operation, { ...parametersOf(operation, sample), ...(body === undefined ? {} : { body }) }, 'through');
  return {
    method,
    target: path,
    host: model.match.host,
    headers: Object.entries(headers),
    ...(text === undefined ? {} : { body: Buffer.from(text) }),
  };
}

function parametersOf(operation: Operation, sample: (parameter: Parameter) => unknown): OperationValues {
  const of = (place: Parameter['in']): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === place && parameter.required)
        .map((parameter) => [parameter.name, parameter.examples[0] ?? sample(parameter)]),
    );
  return { path: of('path'), query: of('query'), header: of('header'), cookie: of('cookie') };
}
