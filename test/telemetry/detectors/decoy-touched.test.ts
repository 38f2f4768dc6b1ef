import detector from '../../../src/telemetry/detectors/decoy-touched.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
