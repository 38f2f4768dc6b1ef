import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf, pinned } from './children.mjs';
import { hasProgram } from './machine.mjs';

const sender = fileURLToPath(new URL('sender.mjs', import.meta.url));
const loadCore = 1;

/** Sends one list of requests to a port: with wrk where it is installed, else with `sender.mjs`. */
export class Load {
  /** `wrk` costs 8 us of CPU a request, our own sender about ten times that. */
  tool = hasProgram('wrk') ? 'wrk' : 'own sender (wrk is not installed: apt-get install wrk loads harder)';
  #dir;
  #connections;

  constructor(dir, requests, connections) {
    this.#dir = dir;
    this.#connections = connections;
    fs.writeFileSync(path.join(dir, 'requests.json'), JSON.stringify(requests));
    const table = requests.map(({ raw }) => JSON.stringify(raw)).join(',\n');
    const lua = `local r = {${table}}\nlocal i = 0\nrequest = function() i = i + 1; if i > #r then i = 1 end; return r[i] end\n`;
    fs.writeFileSync(path.join(dir, 'requests.lua'), lua);
  }

  /** As many requests as the server takes. Resolves to {total, refused, errors, seconds}. */
  saturate(port, seconds) {
    return this.tool === 'wrk' ? this.#wrk(port, seconds) : this.#send({ mode: 'saturate', port, seconds });
  }

  /** `rate` requests a second. Resolves to {count, answered, p50, p99}, latencies in milliseconds. */
  paced(port, rate, seconds) {
    return this.#send({ mode: 'paced', port, rate, seconds });
  }

  async #wrk(port, seconds) {
    const script = path.join(this.#dir, 'requests.lua');
    const flags = ['-t1', `-c${this.#connections}`, `-d${seconds}s`, '-s', script];
    const output = await outputOf(pinned(loadCore, ['wrk', ...flags, `http://127.0.0.1:${port}/`]));
    const number = (pattern) => Number(pattern.exec(output)?.[1] ?? 0);
    const errors = (output.match(/Socket errors: (.*)/)?.[1].match(/\d+/g) ?? []).reduce(
      (sum, n) => sum + Number(n),
      0,
    );
    const total = number(/(\d+) requests in/);
    return {
      total,
      refused: number(/Non-2xx or 3xx responses: (\d+)/),
      errors,
      seconds: total / number(/Requests\/sec:\s+([\d.]+)/),
    };
  }

  async #send(job) {
    const file = path.join(this.#dir, 'job.json');
    const requestsFile = path.join(this.#dir, 'requests.json');
    fs.writeFileSync(file, JSON.stringify({ ...job, requestsFile, connections: this.#connections }));
    return JSON.parse(await outputOf(pinned(loadCore, [process.execPath, sender, file])));
  }
}
