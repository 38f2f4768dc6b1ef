import rule from '../../../src/audit/rules/secret-not-in-env-file.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const key = 'q7Zp2LxV9tRk4WmB8nYc3HsD';
const env = (text: string, name = '.env') => ({ files: { [name]: text } });
const committed = { committed: true };

describeEstateRule(rule, {
  flags: {
    'a committed env file': {
      ...env(`PORT=3000\nDB_PASSWORD=${key}\n`),
      ...committed,
      severity: 'high',
      says: /^DB_PASSWORD \(db password\) is in the repository$/,
      at: '.env:2',
    },
    'a key that can be told by its look, whatever it is called': {
      ...env('THING=AKIAQ3ZPLXV7TRKWM2BN\n'),
      ...committed,
      says: /AWS access key/,
    },
    'a password in an address': {
      ...env(`DATABASE_URL=postgres://app:${key}@db/orders\n`),
      ...committed,
      says: /password in an address/,
    },
    'a default, committed or not': { ...env('ADMIN_PASSWORD=changeme\n'), says: /everybody tries first/ },
    'a Dockerfile': {
      ...env(`FROM node:24\nENV API_KEY=${key}\n`, 'Dockerfile'),
      says: /in the image/,
      at: 'Dockerfile:2',
    },
    'a compose file': {
      ...env(`services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${key}\n`, 'compose.yaml'),
      ...committed,
      at: 'compose.yaml:4',
    },
    'a Secret of Kubernetes, in base64': {
      ...env(
        `apiVersion: v1\nkind: Secret\nmetadata: { name: db }\ndata:\n  password: ${Buffer.from(key).toString('base64')}\n`,
        'k8s/secret.yaml',
      ),
      ...committed,
      at: 'k8s/secret.yaml:5',
    },
  },
  passes: {
    'an env file that git does not have': env(`DB_PASSWORD=${key}\n`),
    'a sample to be filled in': { ...env(`DB_PASSWORD=${key}\n`, '.env.example'), ...committed },
    'a reference': {
      ...env('DB_PASSWORD=${VAULT_DB}\nAPI_KEY_FILE=/run/secrets/key\nTOKEN=op://vault/token\n'),
      ...committed,
    },
    'what people write for: fill in': {
      ...env('DB_PASSWORD=xxxxxxxx\nAPI_KEY=your-key-here\nTOKEN=<token>\nSECRET=\n'),
      ...committed,
    },
    'settings that are no secrets': {
      ...env('PORT=3000\nTOKEN_SECONDS=3600\nPASSWORD_MIN_LENGTH=12\nLOG_LEVEL=debug\n'),
      ...committed,
    },
  },
});
