import type { Tone } from '../../shared/severity.js';
import type { Incident } from './types.js';

export const stateTones: Readonly<Record<Incident['state'], Tone>> = {
  open: 'high',
  contained: 'medium',
  closed: 'info',
};
