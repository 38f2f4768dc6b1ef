import { below, isFields } from '../../model/pointer.js';
import { defineRule, type Fix, type Server } from '../rule.js';

/** The host of a URL template, its port cut off: it is the same machine. */
function hostOf(url: string): string {
  const host =
    /^(?:[a-z][a-z0-9+.-]*:|\{[^}]*\}:)?\/\/([^/?#]*)/i.exec(url)?.[1] ?? /^(\{[^}/]+\})/.exec(url)?.[1] ?? '';
  return host.replace(/:(\d+|\{[^{}]+\})$/, '');
}

function isListed(variable: unknown): boolean {
  return isFields(variable) && Array.isArray(variable['enum']) && variable['enum'].length > 0;
}

/** `{tenant}.example.com` and `{tenant}.{listed}` stay with known domains; `{region}.com` does not. */
function isBounded(host: string, name: string, { variables }: Server): boolean {
  const behind = host.slice(host.indexOf(`{${name}}`) + name.length + 2);
  const fixed = behind.replaceAll(/\{([^{}]+)\}/g, (text, other: string) =>
    isListed(variables[other]) ? 'a.example' : text,
  );
  return /^\.?[\w-]*\.[\w.-]+$/.test(fixed);
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
  severity: 'low',
  owasp: ['API10:2023'],
  cwe: [20],
  why: 'Clients that build the address from input send credentials to whatever host somebody writes there.',
  remedy: 'List the values under `enum`, or keep a fixed domain behind the variable.',
  visit: {
    server(server, { report }) {
      const { url, variables, node } = server;
      const host = hostOf(url);
      for (const [, name = ''] of host.matchAll(/\{([^{}]+)\}/g)) {
        const variable = variables[name];
        if (isListed(variable)) continue;
        report(isFields(variable) ? below(node, 'variables', name) : node, {
          severity: isBounded(host, name, server) ? 'info' : 'low',
          message: `"{${name}}" in the host of ${url} may be any text`,
          ...enumerate(server, name, variable),
        });
      }
    },
  },
});
