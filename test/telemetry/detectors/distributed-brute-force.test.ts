import detector from '../../../src/telemetry/detectors/distributed-brute-force.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
