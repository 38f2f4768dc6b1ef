import files from 'catalog:./items';
import { makeCatalog } from '../core/catalog.js';
import type { EvidenceItem } from './item.js';

/** All kinds of evidence. */
export const items = makeCatalog<EvidenceItem>(files);
