import detector from '../../../src/telemetry/detectors/jwt-tampering.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
