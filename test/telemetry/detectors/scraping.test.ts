import detector from '../../../src/telemetry/detectors/scraping.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
