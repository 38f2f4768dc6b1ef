import request from 'undici/lib/api/api-request.js';
import Pool from 'undici/lib/dispatcher/pool.js';

/** Connections to one origin: two parts of undici, because the whole of it costs each worker 8 MB and 50 ms at its start. */
export class UpstreamPool extends Pool {}

UpstreamPool.prototype.request = request;
