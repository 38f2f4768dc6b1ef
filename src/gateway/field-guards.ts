import type { Guard } from './guard.js';
import addressLimit from './guards/address-limit.js';
import authenticate from './guards/authenticate.js';
import condition from './guards/condition.js';
import constraints from './guards/constraints.js';
import objectOwner from './guards/object-owner.js';
import objectTenant from './guards/object-tenant.js';
import rateLimit from './guards/rate-limit.js';
import roles from './guards/roles.js';
import scopes from './guards/scopes.js';
import sunset from './guards/sunset.js';
import writeProperties from './guards/write-properties.js';

/**
 * Guards that judge a root field of a GraphQL request like an operation: of the call they read who makes it and `json`,
 * where the arguments stand, and no more.
 */
export const fieldGuards: readonly Guard[] = Object.freeze([
  sunset,
  addressLimit,
  authenticate,
  rateLimit,
  // Who is asked for a credential or a role should not hear of objects first.
  roles,
  scopes,
  condition,
  objectOwner,
  objectTenant,
  writeProperties,
  constraints,
]);
