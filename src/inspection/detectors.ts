import detectorFiles from 'catalog:./detectors';
import { makeCatalog } from '../core/catalog.js';
import type { Detector } from './detector.js';

/** Every detector of attacks, by family. */
export const detectors = makeCatalog<Detector>(detectorFiles);
