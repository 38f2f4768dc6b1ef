import type { ApiModel, Operation } from '../../model/types.js';
import { textsFact } from '../facts.js';
import { covered, defineFamily, impossible, inForce, isInForce, patch, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** A browser sends the credential by itself, and the gateway knows that it is one. */
function hasAmbientCredential({ policy }: Operation, { securitySchemes, schemes }: ApiModel): boolean {
  return policy.requirements.flat().some(({ scheme }) => {
    const kind = schemes.get(scheme)?.kind;
    const declared = securitySchemes.get(scheme);
    const isCookie = declared?.type === 'apiKey' && declared.in === 'cookie';
    return kind === 'basic' || kind === 'certificate' || (isCookie && kind !== undefined);
  });
}

/** OWASP API8:2023, CWE-352. Pages of other sites may not call; who is no browser names no page. */
function refuseSites({ finding, operation, model }: Subject) {
  if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
  if (operation.policy.cors && isInForce(operation, 'cors')) return covered('cors', 'The policy names the origins.');
  if (hasAmbientCredential(operation, model))
    return isInForce(operation, 'cross-site')
      ? covered('cross-site', 'Calls from pages of other sites are refused where a browser adds the credential.')
      : inForce('cross-site');
  const origins = textsFact(finding, 'allowedOrigins');
  return patch('cors', { cors: { origins, credentials: origins.length > 0 } });
}

const fromOrigin =
  (origin: string): Change =>
  (request) => ({
    ...request,
    headers: {
      ...Object.fromEntries(Object.entries(request.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'origin')),
      origin,
    },
  });

export default defineFamily({
  id: 'cross-site',
  title: 'Another site can act with the session of a visitor',
  closes: ['csrf-on-cookie-session'],
  rewrites: false,
  patch: refuseSites,
  // What needs no credential does nothing in anybody's name.
  alsoAt: ({ model }) =>
    [...model.operations.values()].filter(
      ({ isWrite, graphql, outgoing, policy }) => isWrite && !graphql && !outgoing && policy.requirements.length > 0,
    ),
  variants: ({ finding: { replay } }) =>
    replay
      ? [
          ...changeEach(replay, {
            'another origin': fromOrigin('https://evil.example.net'),
            'null origin': fromOrigin('null'),
            'an origin that ends like this one': fromOrigin('http://evil-127.0.0.1'),
            'an origin in capitals': fromOrigin('HTTPS://EVIL.EXAMPLE.NET'),
          }),
          ...changeEach(replay, bodyTricks),
          ...changeEach(replay, pathTricks),
        ]
      : [],
});
