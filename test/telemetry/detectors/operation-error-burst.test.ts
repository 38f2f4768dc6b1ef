import detector from '../../../src/telemetry/detectors/operation-error-burst.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
