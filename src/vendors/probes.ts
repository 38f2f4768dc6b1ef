import files from 'catalog:./probes';
import { makeCatalog } from '../core/catalog.js';
import type { PostureProbe } from './probe.js';

/** Everything that is looked at, by id. */
export const probes = makeCatalog<PostureProbe>(files);
