import type { ApiModel, Operation } from '../../model/types.js';
import { isForeignOrigin } from '../cors.js';
import { deny } from '../denial.js';
import type { Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';

/** Schemes whose credential a browser sends by itself, whichever page makes it call: cookies, basic, certificates. */
function ambientSchemes({ policy }: Operation, model: ApiModel): ReadonlySet<string> {
  const used = policy.requirements.flat().map(({ scheme }) => scheme);
  return new Set(
    used.filter((name) => {
      const declared = model.securitySchemes.get(name);
      const kind = model.schemes.get(name)?.kind;
      if (kind === 'basic' || kind === 'certificate') return true;
      return declared?.type === 'apiKey' && declared.in === 'cookie';
    }),
  );
}

/** Browsers name the page's origin on every call that is no read (Fetch 3.1); who names none is no browser. */
function comesFromElsewhere({ headers, client }: Exchange, friends: readonly string[]): boolean {
  const { origin } = headers;
  if (origin !== undefined) {
    return isForeignOrigin(origin, client.host ?? headers.host) && !friends.includes(origin);
  }
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/**
 * CWE-352. A page of another site cannot make a browser change something with the credential that the browser adds by
 * itself. Origins of `cors` with `credentials: true` may.
 */
export default defineGuard({
  id: 'cross-site',
  phase: 'authorize',
  title: 'Calls from pages of other sites',
  monitorable: true,
  settings: ['cors', 'requirements'],

  compile(operation, { model }) {
    if (operation.isRead) return null;
    const ambient = ambientSchemes(operation, model);
    if (ambient.size === 0) return null;
    const { cors } = operation.policy;
    const friends = cors?.credentials ? cors.origins.filter((origin) => origin !== 'null') : [];
    return (exchange) => {
      const scheme = exchange.principal?.credential.scheme;
      // Nobody is taken for somebody, or the caller showed a credential that pages do not have.
      if (scheme === undefined || !ambient.has(scheme)) return undefined;
      return comesFromElsewhere(exchange, friends)
        ? deny('ORIGIN_REFUSED', { detail: { reason: 'another site' } })
        : undefined;
    };
  },
});
