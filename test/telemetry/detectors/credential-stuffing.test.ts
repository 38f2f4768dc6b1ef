import detector from '../../../src/telemetry/detectors/credential-stuffing.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
