import detector from '../../../src/telemetry/detectors/contract-drift.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
