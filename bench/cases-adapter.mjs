// Adapter of Portcullis for conformance cases: one file a case, with a contract, fixtures and the policy in plain words.
// `start` makes a policy of the words, starts `dist/main.mjs start` with it as a child process and waits until it listens.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = process.env.PORTCULLIS_MAIN ?? path.join(root, 'dist', 'main.mjs');
const readyMillis = 20_000;

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Names of the security schemes that a contract declares, each with its words. */
function schemesOf(contract) {
  const block = /securitySchemes:\s*\{(.*)\}\s*\}/.exec(contract)?.[1] ?? '';
  return [...block.matchAll(/(\w+):\s*\{([^}]*)\}/g)].map(([, name, words]) => ({ name, words }));
}

const listOf = (words, pattern) => [...words.matchAll(pattern)].map((match) => match[1]);

function schemePolicy({ words: scheme }, { words, jwksUrl }) {
  if (/apiKey/.test(scheme)) return { apiKeys: true };
  if (!/bearer|oauth2|openIdConnect/i.test(scheme)) return undefined;
  const algorithms = listOf(words, /\b((?:RS|ES|PS)\d{3}|EdDSA)\b/g);
  const claim = /scopes? (?:in|from) (?:claim )?"?([/\w.]+)"?/i.exec(words)?.[1];
  return {
    issuer: /issuer "?([^\s",;]+)"?/i.exec(words)?.[1] ?? 'https://id.test',
    audience: /audience "?([^\s",;]+)"?/i.exec(words)?.[1] ?? 'https://api.test',
    algorithms: algorithms.length ? [...new Set(algorithms)] : ['RS256'],
    jwks: { url: jwksUrl, cacheSeconds: 600 },
    claims: { subject: 'sub', ...(claim ? { scopes: claim } : {}) },
  };
}

/** `3 per minute`, `5 requests per 10 s`: the first limit of the words. */
function rateLimits(words) {
  const match =
    /(\d+)\s*(?:requests?|calls?|times)?\s*(?:per|in|\/|every)\s*(\d+)?\s*(s\b|seconds?|min(?:ute)?s?|hours?)/i.exec(
      words,
    );
  if (!match) return undefined;
  const unit = match[3].startsWith('h') ? 3600 : match[3].startsWith('m') ? 60 : 1;
  return [
    {
      limit: Number(match[1]),
      windowSeconds: Number(match[2] ?? 1) * unit,
      per: /address|client|IP/.test(words) ? 'address' : 'principal',
    },
  ];
}

function originsIn(words) {
  return /cors|origin/i.test(words) ? listOf(words, /(https?:\/\/[a-z0-9.:-]+)/gi) : [];
}

/** The settings that the plain words ask for. Words that have no key here are the product's defaults. */
export function policyOf({ words, contract, upstreamUrl, jwksUrl, port }) {
  const schemes = Object.fromEntries(
    schemesOf(contract).flatMap((scheme) => {
      const policy = schemePolicy(scheme, { words, jwksUrl });
      return policy ? [[scheme.name, policy]] : [];
    }),
  );
  const origins = originsIn(words);
  const limits = rateLimits(words);
  const proxies = listOf(words, /([0-9a-f.:]+\/\d+) is a trusted proxy/g);
  return {
    version: 1,
    listen: [{ address: `127.0.0.1:${port}`, ...(proxies.length ? { trustedProxies: proxies } : {}) }],
    apis: {
      test: {
        contract: 'openapi.yaml',
        upstream: { url: upstreamUrl },
        ...(/HEAD is allowed where GET is/i.test(words) ? { match: { headAsGet: true } } : {}),
      },
    },
    ...(Object.keys(schemes).length ? { identity: { schemes } } : {}),
    defaults: {
      mode: 'enforce',
      ...(Object.keys(schemes).length ? { roles: 'any' } : {}),
      ...(/undeclared or read-only|undeclared properties/i.test(words) ? { unknownProperties: 'deny' } : {}),
      ...(/response validation on/i.test(words) ? { response: { validate: 'enforce' } } : {}),
      ...(origins.length ? { cors: { origins, credentials: /credential/i.test(words) } } : {}),
      ...(limits ? { rateLimits: limits } : {}),
    },
  };
}

/** Whether the gateway answers at all. */
function answers(port) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}

async function untilReady(port, child, output) {
  const until = Date.now() + readyMillis;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(output().slice(0, 600));
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ready after ${readyMillis} ms: ${output().slice(0, 400)}`);
}

async function stopChild(child) {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Makes a key of ours that stands for a key of the case. */
function createKey(name, common) {
  const made = spawnSync(process.execPath, [main, 'keys', 'create', '--name', name, '--format', 'json', ...common], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`${made.stdout}${made.stderr}`.slice(0, 600));
  return JSON.parse(made.stdout).key ?? JSON.parse(made.stdout).secret;
}

/** The product makes its keys itself: in front of it the key of the case is exchanged for one, byte for byte. */
async function startExchanger(port, keys) {
  const server = net.createServer((client) => {
    const gateway = net.connect(port, '127.0.0.1');
    for (const socket of [client, gateway]) socket.on('error', () => socket.destroy());
    client.on('data', (chunk) => {
      let text = chunk.toString('latin1');
      for (const [theirs, ours] of keys) text = text.replaceAll(theirs, ours);
      gateway.write(Buffer.from(text, 'latin1'));
    });
    client.on('end', () => gateway.end());
    gateway.pipe(client);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** The words of a case; of those that belong to a phase only its own. */
function wordsOf({ policy }, phase) {
  return [policy]
    .flat()
    .filter((word) => !/^phase \w+:/.test(word) || word.startsWith(`phase ${phase}:`))
    .join('; ');
}

/** Starts the gateway for one case. */
export async function start({ case: subject, contract, upstreamUrl, jwksUrl, phase }) {
  const words = wordsOf(subject, phase);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-case-'));
  const port = await freePort();
  const policyFile = path.join(folder, 'portcullis.json');
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  fs.writeFileSync(policyFile, JSON.stringify(policyOf({ words, contract, upstreamUrl, jwksUrl, port }), null, 2));
  const check = spawnSync(process.execPath, [main, 'policy', 'check', '--policy', policyFile], { encoding: 'utf8' });
  if (check.status !== 0) throw new Error(`${check.stdout}${check.stderr}`.slice(0, 600));
  const common = ['--policy', policyFile, '--data', path.join(folder, 'data')];
  const keys = new Map(listOf(words, /"(k-[^"]+)"/g).map((key) => [key, createKey(key, common)]));
  const child = spawn(process.execPath, [main, 'start', ...common], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  await untilReady(port, child, () => output);
  const front = keys.size ? await startExchanger(port, keys) : undefined;
  return {
    host: '127.0.0.1',
    port: front?.address().port ?? port,
    stop: async () => {
      front?.close();
      await stopChild(child);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
