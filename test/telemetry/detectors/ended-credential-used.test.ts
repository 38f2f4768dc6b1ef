import detector from '../../../src/telemetry/detectors/ended-credential-used.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
