import detector from '../../../src/telemetry/detectors/key-sharing.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
