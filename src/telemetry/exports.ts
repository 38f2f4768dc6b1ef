import files from 'catalog:./exports';
import { makeCatalog } from '../core/catalog.js';
import type { EventFormat } from './event-format.js';

/** All forms in which events are exported. */
export const eventFormats = makeCatalog<EventFormat>(files);
