import detector from '../../../src/telemetry/detectors/limit-hugging.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
