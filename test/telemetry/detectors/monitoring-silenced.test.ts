import detector from '../../../src/telemetry/detectors/monitoring-silenced.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
