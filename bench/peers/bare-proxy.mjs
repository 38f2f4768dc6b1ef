// What passing a request on costs with the prototype's parts and no guard at all.
import { makeForwarder, readBody, serve } from './parts/forward.mjs';
import { readSetup } from './setup.mjs';

const { port, upstream } = readSetup();
const forward = makeForwarder(upstream);
serve(port, (request, response) => {
  if (request.headers['content-length'] === undefined) return forward(request, response, null);
  return readBody(request, response, (bytes) => forward(request, response, bytes));
});
