import files from 'catalog:./formats';
import { makeCatalog } from '../core/catalog.js';
import type { Format } from './format.js';

/** All report formats. */
export const formats = makeCatalog<Format>(files);
