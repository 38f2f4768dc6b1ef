import detector from '../../../src/telemetry/detectors/foreign-object-returned.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
