import { isFields, memberOf } from '../pointer.js';
import { fill, type Variables } from './postman-variables.js';
import type { Credential } from './sample.js';

/** `auth` of one level, and of the levels above it. */
export interface AuthHolder {
  readonly auth: unknown;
  readonly above: AuthHolder | undefined;
}

/** How a request signs in: the nearest `auth` counts. `unknown`: by a way that OpenAPI has no name for. */
export function credentialOf(holder: AuthHolder, variables: Variables): Credential | 'none' | 'unknown' {
  let at: AuthHolder | undefined = holder;
  while (at && !isFields(at.auth)) at = at.above;
  const type = memberOf(at?.auth, 'type');
  if (typeof type !== 'string' || type === 'noauth') return 'none';
  const detail = (name: string) => detailOf(memberOf(at?.auth, type), name, variables);
  if (type === 'bearer' || type === 'jwt') return { type: 'http', scheme: 'bearer' };
  if (type === 'basic' || type === 'digest') return { type: 'http', scheme: type };
  if (type === 'oauth2') {
    return detail('addTokenTo') === 'queryParams'
      ? { type: 'apiKey', in: 'query', name: 'access_token' }
      : { type: 'http', scheme: 'bearer' };
  }
  if (type !== 'apikey') return 'unknown';
  const name = detail('key') ?? 'Authorization';
  const isName = /^[A-Za-z][\w.-]{0,63}$/.test(name);
  return isName ? { type: 'apiKey', in: detail('in') === 'query' ? 'query' : 'header', name } : 'unknown';
}

/** 2.1 has a list of `key` and `value`, 2.0 an object. */
function detailOf(details: unknown, name: string, variables: Variables): string | undefined {
  const value = Array.isArray(details)
    ? memberOf(
        details.find((one) => memberOf(one, 'key') === name),
        'value',
      )
    : memberOf(details, name);
  return typeof value === 'string' && value !== '' ? fill(value, variables) : undefined;
}
