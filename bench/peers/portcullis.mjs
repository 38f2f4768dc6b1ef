import fs from 'node:fs';
import path from 'node:path';

/** YAML is a superset of JSON, so the policy is written as JSON. */
const policy = ({ port, upstream, inspection }) => ({
  version: 1,
  listen: [{ address: `127.0.0.1:${port}` }],
  apis: { shop: { contract: 'openapi.json', upstream: { url: `http://127.0.0.1:${upstream}` } } },
  identity: {
    schemes: {
      bearerAuth: {
        issuer: 'bench',
        audience: 'shop',
        algorithms: ['ES256'],
        jwks: { file: 'jwks.json' },
        claims: { subject: 'sub', roles: 'roles', scopes: 'scope' },
      },
    },
  },
  defaults: {
    mode: 'enforce',
    unknownOperations: 'deny',
    roles: 'any',
    bodyLimitBytes: 100_000,
    rateLimits: [{ limit: 1_000_000_000, windowSeconds: 60, per: 'principal' }],
    ...(inspection ? { inspection } : {}),
  },
});

/** Writes policy, contract and keys into a folder. */
export function writePolicy(dir, { keySet, contract, ...ports }) {
  const write = (name, value) => fs.writeFileSync(path.join(dir, name), JSON.stringify(value, null, 2));
  write('portcullis.yaml', policy(ports));
  write('openapi.json', contract);
  write('jwks.json', keySet);
}

/** The command that starts the gateway as its users do, on policy, contract and keys that are written first. */
export function portcullisCommand(dir, { main, ...setup }) {
  writePolicy(dir, setup);
  const folders = ['--policy', path.join(dir, 'portcullis.yaml'), '--data', path.join(dir, 'data')];
  return [process.execPath, main, 'start', ...folders, '--quiet'];
}

/** `inspection` of a policy that looks for no attacks and leaks. */
export const noInspection = {
  mode: 'off',
  answers: { trace: 'off', 'sql-error': 'off', secret: 'off', listing: 'off', personal: 'off' },
};

/** The same without looking for attacks and leaks: what the other stacks and the prototype do. */
export const withoutInspection = (dir, setup) => portcullisCommand(dir, { ...setup, inspection: noInspection });
