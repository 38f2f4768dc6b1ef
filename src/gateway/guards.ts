import guardFiles from 'catalog:./guards';
import { makeCatalog } from '../core/catalog.js';
import type { Guard } from './guard.js';

/** Every guard of the gateway, by id. */
export const guards = makeCatalog<Guard>(guardFiles);
