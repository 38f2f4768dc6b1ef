import detector from '../../../src/telemetry/detectors/account-brute-force.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
