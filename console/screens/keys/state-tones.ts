import type { Tone } from '../../shared/severity.js';
import type { KeyRow } from './types.js';

export const stateTones: Readonly<Record<KeyRow['state'], Tone>> = {
  active: 'ok',
  replaced: 'medium',
  expired: 'info',
  revoked: 'info',
};
