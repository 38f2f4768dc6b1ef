import detector from '../../../src/telemetry/detectors/new-client-for-key.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
