import detector from '../../../src/telemetry/detectors/impossible-travel.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
