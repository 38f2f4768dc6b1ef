import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { guards } from '../gateway/guards.js';
import {
  fastifyPlugin,
  honoMiddleware,
  nodeMiddleware,
  type FastifyMiddleware,
  type HonoMiddleware,
  type NodeMiddleware,
} from '../gateway/mounts/frameworks.js';
import { LookupMarks } from '../gateway/mounts/lookup-marks.js';
import { nodeMount, type NodeMount } from '../gateway/mounts/node.js';
import { loadProject } from '../model/project.js';
import { JournalWriter } from '../telemetry/journal.js';
import { ownLearnedOwners } from './learned-owners.js';
import { OpenVault } from './open-vault.js';
import { ownPersonNames } from './person-names.js';
import { storePlace } from './store-place.js';
import { openGateway } from './serve.js';

export interface MiddlewareOptions {
  /** The policy file. */
  readonly policy: string;
  /** Where events, API keys and learned owners are; default `.portcullis` beside the policy file. */
  readonly dataDir?: string;
  /** CIDR ranges of the proxies in front: their `X-Forwarded-For` is believed. Default none. */
  readonly trustedProxies?: readonly string[];
  /** Told what a person should know; default `process.emitWarning`. */
  readonly warn?: (text: string) => void;
}

/** What every middleware can do besides. */
export interface Mounted {
  /** Reads policy, contract and patches again; throws and goes on with the old ones when they cannot be served. */
  reload(): Promise<void>;
  /** Ends the journal and what the verifiers hold open; call it when the server is closed. */
  close(): Promise<void>;
}

/**
 * For Express 5, Connect and NestJS on Express: `app.use(await express({ policy: 'portcullis.yaml' }))`, in front of
 * body parsers. Judges requests by the policy file, then the app's answers. Throws `PortcullisError` when the policy
 * cannot be served.
 */
export const express = (options: MiddlewareOptions): Promise<NodeMiddleware & Mounted> =>
  mounted(options, nodeMiddleware);

/** For `http.createServer`: `guard(request, response, () => handler(request, response))`. See `express`. */
export const node = express;

/** For Fastify 5: `await app.register(await fastify({ policy: 'portcullis.yaml' }))`. See `express`. */
export const fastify = (options: MiddlewareOptions): Promise<FastifyMiddleware & Mounted> =>
  mounted(options, fastifyPlugin);

/** For Hono on `@hono/node-server`: `app.use(await hono({ policy: 'portcullis.yaml' }))`, first. See `express`. */
export const hono = (options: MiddlewareOptions): Promise<HonoMiddleware & Mounted> => mounted(options, honoMiddleware);

async function mounted<M extends object>(
  options: MiddlewareOptions,
  make: (mount: NodeMount) => M,
): Promise<M & Mounted> {
  const policyFile = path.resolve(options.policy);
  const dataDir = path.resolve(options.dataDir ?? path.join(path.dirname(policyFile), '.portcullis'));
  const warn = options.warn ?? ((text: string) => process.emitWarning(text, { code: 'PORTCULLIS' }));
  const project = await loadProject({ policyFile });
  // Several processes may share the folder; each has a journal of its own.
  const journal = new JournalWriter({ dataDir, worker: `m${process.pid}x${randomBytes(3).toString('hex')}` });
  const marks = new LookupMarks();
  const place = storePlace({ dataDir, policyFile, env: process.env });
  const owners = ownLearnedOwners(place, journal);
  const vault = await OpenVault.open(place);
  const names = ownPersonNames(place, warn);
  const common = { policyFile, vault, allowPlainText: false, learned: owners.learned, onPerson: names.onPerson };
  const config = { ...common, guards: [...guards, marks.guard] };
  const own = openGateway(project, config, journal);
  await own.ready;
  const mount = nodeMount({ gateway: own.gateway, marks, trustedProxies: options.trustedProxies, warn });
  return Object.assign(make(mount), {
    async reload() {
      await vault.refresh();
      own.prepare(await loadProject({ policyFile })).activate();
    },
    async close() {
      await own.close();
      await names.close();
      await vault.close();
      await owners.close();
      await journal.close();
    },
  });
}
