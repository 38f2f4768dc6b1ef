import detector from '../../../src/telemetry/detectors/second-factor-guessing.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
