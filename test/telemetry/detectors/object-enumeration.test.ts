import detector from '../../../src/telemetry/detectors/object-enumeration.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
