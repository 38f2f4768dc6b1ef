import { below, isFields } from '../../model/pointer.js';
import { defineRule, type Fix, type Server } from '../rule.js';

/** Names of the variables in the host of a URL, and what stands fixed behind the last of them. */
function hostVariables(url: string): { readonly names: readonly string[]; readonly rest: string } {
  const host =
    /^(?:[a-z][a-z0-9+.-]*:|\{[^}]*\}:)?\/\/([^/?#]*)/i.exec(url)?.[1] ?? /^(\{[^}/]+\})/.exec(url)?.[1] ?? '';
  const names = [...host.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  return { names, rest: host.slice(host.lastIndexOf('}') + 1).replace(/:\d+$/, '') };
}

/** Only the port differs: it is the same machine. */
function isPort(url: string, name: string): boolean {
  return url.includes(`:{${name}}`);
}

/** The one value that is known. */
function enumerate({ node }: Server, name: string, variable: unknown): { readonly fix?: Fix } {
  const value = isFields(variable) ? variable['default'] : undefined;
  if (typeof value !== 'string' || value === '') return {};
  return {
    fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'variables', name, 'enum'), value: [value] }] },
  };
}

/** OWASP API10:2023, CWE-20. OpenAPI 3.1, 4.8.6: without `enum` any text may be put in. */
export default defineRule({
  id: 'server-variable-is-enumerated',
  title: 'Server of the contract can be any host',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [20],
  why: 'Clients that build the address from input send credentials to whatever host somebody writes there.',
  remedy: 'List the values under `enum`, or keep a fixed domain behind the variable.',
  visit: {
    server(server, { report }) {
      const { url, variables, node } = server;
      const { names, rest } = hostVariables(url);
      for (const name of names.filter((one) => !isPort(url, one))) {
        const variable = variables[name];
        if (isFields(variable) && Array.isArray(variable['enum']) && variable['enum'].length) continue;
        // `{tenant}.example.com` stays with one domain; `{region}.com` does not.
        const isBounded = /^\.?[\w-]*\.[\w.-]+$/.test(rest);
        report(isFields(variable) ? below(node, 'variables', name) : node, {
          severity: isBounded ? 'low' : 'medium',
          message: `"{${name}}" in the host of ${url} may be any text`,
          ...enumerate(server, name, variable),
        });
      }
    },
  },
});
