import detector from '../../../src/telemetry/detectors/protocol-abuse.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
