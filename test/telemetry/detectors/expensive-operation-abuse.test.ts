import detector from '../../../src/telemetry/detectors/expensive-operation-abuse.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
