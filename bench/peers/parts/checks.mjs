import { createPublicKey, verify } from 'node:crypto';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { bodySchema, parametersSchema } from '../setup.mjs';

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

function verifyToken(token, key) {
  const [head, payload, signature] = token.split('.');
  if (decode(head).alg !== 'ES256') return null;
  const input = Buffer.from(`${head}.${payload}`);
  if (!verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) return null;
  const claims = decode(payload);
  return claims.iss === 'bench' && claims.aud === 'shop' ? claims : null;
}

/** Authorization header -> claims or null, with a cache of verified tokens. */
export function makeAuthenticator(keySet) {
  const key = createPublicKey({ key: keySet.keys[0], format: 'jwk' });
  const known = new Map();
  const check = (token) => {
    try {
      const claims = verifyToken(token, key);
      if (claims && known.size < 10_000) known.set(token, claims);
      return claims;
    } catch {
      return null;
    }
  };
  return (header) => {
    if (!header?.startsWith('Bearer ')) return null;
    const token = header.slice('Bearer '.length);
    const claims = known.get(token) ?? check(token);
    return claims && claims.exp * 1000 > Date.now() ? claims : null;
  };
}

/** GCRA: one number a key, the time at which the next call is due (ms). True when the call may pass. */
export function makeLimiter(perSecond, burst) {
  const interval = 1000 / perSecond;
  const due = new Map();
  return (key) => {
    const now = performance.now();
    const at = Math.max(due.get(key) ?? now, now);
    if (at - now > interval * burst) return false;
    due.set(key, at + interval);
    return true;
  };
}

const isWhole = ({ schema }) => schema.type === 'integer';

/** Query values are text: those that should be integers become numbers before they are judged. */
function queryValidator(operation, ajv) {
  const schema = parametersSchema(operation, 'query');
  if (!schema) return null;
  const validate = ajv.compile(schema);
  const numbers = operation.parameters.filter((parameter) => parameter.in === 'query' && isWhole(parameter));
  return (query) => {
    const value = { ...query };
    for (const { name } of numbers) if (name in value) value[name] = Number(value[name]);
    return validate(value);
  };
}

/** Makes a function: operation -> validators of path, query and body; null where there is nothing to check. */
export function makeCompiler() {
  const ajv = addFormats(new Ajv({ strict: false }));
  const compile = (schema) => (schema ? ajv.compile(schema) : null);
  return (operation) => ({
    path: compile(parametersSchema(operation, 'path')),
    query: queryValidator(operation, ajv),
    body: compile(bodySchema(operation)),
  });
}
