import { testSlowClients } from './slow-clients.js';

testSlowClients(true);
