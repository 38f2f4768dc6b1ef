import detector from '../../../src/telemetry/detectors/flow-automation.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
