import express from 'express';
import OpenApiValidator from 'express-openapi-validator';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { createLocalJWKSet, jwtVerify } from 'jose';

const expected = { algorithms: ['ES256'], issuer: 'bench', audience: 'shop' };

/** What people put in front of an Express app: helmet, jose, express-rate-limit, express-openapi-validator. */
export function expressStack({ keySet, contract }) {
  const keys = createLocalJWKSet(keySet);
  async function authenticate(request, response, next) {
    try {
      const token = (request.headers.authorization ?? '').slice('Bearer '.length);
      request.user = (await jwtVerify(token, keys, expected)).payload;
    } catch {
      return response.status(401).json({ title: 'Unauthorized' });
    }
    return next();
  }
  const limit = rateLimit({
    windowMs: 60_000,
    limit: 1e9,
    keyGenerator: (request) => request.user.sub,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
  });
  const validate = OpenApiValidator.middleware({
    apiSpec: contract,
    validateRequests: true,
    validateResponses: false,
    validateSecurity: false,
  });
  return [helmet(), authenticate, limit, express.json({ limit: '100kb' }), validate].flat();
}
