import files from 'catalog:./detectors';
import { makeCatalog } from '../core/catalog.js';
import type { Detector } from './detection/detector.js';

/** All detectors, by id. */
export const detectors = makeCatalog<Detector>(files);
