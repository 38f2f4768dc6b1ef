import detector from '../../../src/telemetry/detectors/password-spray.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
