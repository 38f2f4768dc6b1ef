import detector from '../../../src/telemetry/detectors/parameter-pollution.js';
import { testDetector } from '../catalogue.js';

testDetector(detector);
