// The yardstick: what the same work costs when written with nothing else in mind. node:http in, undici out, compiled
// validators, cached tokens, limits in memory; no policy, no events, no reload, no monitor mode.
import FindMyWay from 'find-my-way';
import { makeAuthenticator, makeCompiler, makeLimiter } from './parts/checks.mjs';
import { deny, makeForwarder, readBody, serve } from './parts/forward.mjs';
import { operationsOf, readSetup, withColons } from './setup.mjs';

const { port, upstream, keySet, contract } = readSetup();
const router = FindMyWay({ caseSensitive: true });
const compile = makeCompiler();
for (const [path, method, operation] of operationsOf(contract)) {
  router.on(method.toUpperCase(), withColons(path), () => {}, compile(operation));
}
const authenticate = makeAuthenticator(keySet);
const mayCall = makeLimiter(1e9, 1e9);
const forward = makeForwarder(upstream);

/** The status and reason of a refusal that the head of a request earns, or undefined. */
function judgeHead(request, route) {
  if (!route) return [404, 'unknown operation'];
  const principal = authenticate(request.headers.authorization);
  if (!principal) return [401, 'no valid token'];
  if (!mayCall(principal.sub)) return [429, 'rate limit'];
  const { path, query, body } = route.store;
  if (path && !path(route.params)) return [400, 'path parameter'];
  if (query ? !query(route.searchParams) : request.url.includes('?')) return [400, 'query parameter'];
  const isJson = /^application\/(.+\+)?json\b/.test(request.headers['content-type'] ?? '');
  return body && !isJson ? [415, 'media type'] : undefined;
}

function isValidJson(bytes, validate) {
  try {
    return validate(JSON.parse(bytes.toString()));
  } catch {
    return false;
  }
}

serve(port, (request, response) => {
  const route = router.find(request.method, request.url);
  const refusal = judgeHead(request, route);
  if (refusal) return deny(response, ...refusal);
  const validate = route.store.body;
  if (!validate) return forward(request, response, null);
  return readBody(request, response, (bytes) =>
    isValidJson(bytes, validate) ? forward(request, response, bytes) : deny(response, 400, 'body'),
  );
});
