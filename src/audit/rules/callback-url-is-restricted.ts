import type { Operation } from '../../model/types.js';
import { callbackSources, namesItsHosts, publicAddressPatch, type CallbackSource } from '../addresses.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** The policy bounds the address. */
function isBound({ policy }: Operation, { in: location, at }: CallbackSource): boolean {
  return policy.constraints.some((one) =>
    location === 'body' ? one.pointer === at : one.in === location && one.name?.toLowerCase() === at.toLowerCase(),
  );
}

/** OWASP API7:2023, CWE-918. */
export default defineRule({
  id: 'callback-url-is-restricted',
  title: 'Server calls back any address that the caller names',
  severity: 'high',
  owasp: ['API7:2023'],
  cwe: [918],
  why: 'The server can be made to call internal services or the cloud metadata address, with its own credentials or signature.',
  remedy:
    'Allow only registered hosts: a `pattern` with the host in the contract, or a `constraints` entry in the policy; and resolve the name before calling.',
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing) return;
      for (const source of callbackSources(model, operation)) {
        if ((source.schema && namesItsHosts(source.schema)) || isBound(operation, source)) continue;
        const { in: location, at, name, node } = source;
        const part = location === 'body' ? ({ in: 'body', pointer: at } as const) : { in: location, name: at };
        report(node, {
          key: `callback ${operation.id} ${location} ${at}`,
          message: `${nameOf(operation)} calls back ("${name}") whatever address stands in ${location} "${at}"`,
          part,
          ...publicAddressPatch(part),
        });
      }
    },
  },
});
