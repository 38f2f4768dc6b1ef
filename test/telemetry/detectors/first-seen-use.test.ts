import detector from '../../../src/telemetry/detectors/first-seen-use.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
