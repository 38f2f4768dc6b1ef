import detector from '../../../src/telemetry/detectors/injection-attempts.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
