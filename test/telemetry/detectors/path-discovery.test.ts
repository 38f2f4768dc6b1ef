import detector from '../../../src/telemetry/detectors/path-discovery.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
