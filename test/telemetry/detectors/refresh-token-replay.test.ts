import detector from '../../../src/telemetry/detectors/refresh-token-replay.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
