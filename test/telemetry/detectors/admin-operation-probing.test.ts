import detector from '../../../src/telemetry/detectors/admin-operation-probing.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
