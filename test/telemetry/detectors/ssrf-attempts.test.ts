import detector from '../../../src/telemetry/detectors/ssrf-attempts.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
