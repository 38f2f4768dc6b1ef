// A forward proxy of npm as its documentation starts it: no authentication, everything is passed on.
import { Server } from 'proxy-chain';
import { readSetup } from './setup.mjs';

await new Server({ port: readSetup().port, host: '127.0.0.1', verbose: false }).listen();
