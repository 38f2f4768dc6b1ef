import detector from '../../../src/telemetry/detectors/injection-worked.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
