import detector from '../../../src/telemetry/detectors/client-error-ratio.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
