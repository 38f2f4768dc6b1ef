import detector from '../../../src/telemetry/detectors/volume-exfiltration.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
