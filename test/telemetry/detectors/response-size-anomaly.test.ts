import detector from '../../../src/telemetry/detectors/response-size-anomaly.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
