import detector from '../../../src/telemetry/detectors/mass-assignment-probing.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
