import detector from '../../../src/telemetry/detectors/success-after-failures.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
