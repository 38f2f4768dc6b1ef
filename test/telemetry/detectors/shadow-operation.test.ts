import detector from '../../../src/telemetry/detectors/shadow-operation.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
