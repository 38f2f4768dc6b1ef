import { defineRule, type Server } from '../rule.js';

/** Servers of the makers. A sandbox is made for callers, so it belongs into the contract. */
const makers =
  /(^|[.-])(dev|devel|development|stag(e|ing)|stg|qa|uat|preprod|pre-prod|preview|nightly|canary|integration|test|testing)\d{0,2}(?=[.-]|$)/i;
const forCallers = /sandbox|mock|demo|playground/i;

/** Host of a server; its variables stand as their default. */
function hostOf({ url, variables }: Server): string | undefined {
  const filled = url.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const variable = variables[name] as { readonly default?: unknown } | undefined;
    return typeof variable?.default === 'string' ? variable.default : 'x';
  });
  return URL.canParse(filled) ? new URL(filled).hostname : undefined;
}

function describes({ url, node }: Server, description: (node: Server['node']) => unknown): boolean {
  return forCallers.test(`${url} ${String(description(node) ?? '')}`);
}

/** OWASP API9:2023, CWE-489. */
export default defineRule({
  id: 'non-production-is-separate',
  title: 'Test server stands in the contract of production',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [489],
  why: 'Servers for tests have weaker credentials, newer code and real copies of data; the contract tells everybody where they are.',
  remedy: 'Publish production (and a sandbox for callers) only, and keep the others in a contract of their own.',
  visit: {
    model(model, { report }) {
      const { servers, documents } = model;
      const description = (node: Server['node']) =>
        (documents.at(node)?.value as { readonly description?: unknown })?.description;
      const isTest = (server: Server) => makers.test(hostOf(server) ?? '') && !describes(server, description);
      const tests = servers.filter(isTest);
      // Alone it is the contract of the test server.
      if (tests.length === servers.length) return;
      for (const server of tests)
        report(server.node, {
          fix: { changes: [{ op: 'remove', node: server.node }] },
          message: `${hostOf(server)} is a server for tests, and stands beside that of production`,
        });
    },
  },
});
