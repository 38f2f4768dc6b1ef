import detector from '../../../src/telemetry/detectors/unauthenticated-success.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
