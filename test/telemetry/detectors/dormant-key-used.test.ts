import detector from '../../../src/telemetry/detectors/dormant-key-used.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
