import detector from '../../../src/telemetry/detectors/zombie-operation.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
