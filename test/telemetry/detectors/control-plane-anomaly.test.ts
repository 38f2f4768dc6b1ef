import detector from '../../../src/telemetry/detectors/control-plane-anomaly.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
