import detector from '../../../src/telemetry/detectors/sensitive-data-outflow.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
