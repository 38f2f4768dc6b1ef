import files from 'catalog:./rules';
import { makeCatalog } from '../core/catalog.js';
import type { Rule } from './rule.js';

/** All rules. */
export const rules = makeCatalog<Rule>(files);
