import { createHmac } from 'node:crypto';

/**
 * HMAC-SHA256 (32 bytes) of a secret under a pepper: what is stored in place of the secret. Only for secrets of at
 * least 128 random bits, such as our API keys; what people can guess needs a slow hash.
 */
export function secretDigest(secret: string, pepper: Uint8Array): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}
