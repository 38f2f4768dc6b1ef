import detector from '../../../src/telemetry/detectors/scanner-fingerprint.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
