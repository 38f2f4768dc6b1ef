import detector from '../../../src/telemetry/detectors/third-party-anomaly.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
