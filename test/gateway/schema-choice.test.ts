import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { validatorOf } from '../../src/gateway/schema-validator.js';
import type { ApiModel } from '../../src/model/types.js';
import { modelOf } from './guard-fixture.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const choice = (more: object = {}) => ({
  oneOf: [ref('Disk'), ref('Fan')],
  discriminator: { propertyName: 'kind', ...more },
});

let model: ApiModel;
before(async () => {
  const schemas = {
    Disk: {
      type: 'object',
      required: ['kind', 'size'],
      properties: { kind: { type: 'string' }, size: { type: 'integer' } },
    },
    Fan: {
      type: 'object',
      required: ['kind', 'rpm'],
      properties: { kind: { type: 'string' }, rpm: { type: 'integer' }, spare: choice() },
    },
    Plain: choice(),
    Mapped: choice({ mapping: { d: '#/components/schemas/Disk', f: 'Fan', x: 'https://elsewhere.example/X' } }),
    Rack: { type: 'object', properties: { slots: { type: 'array', items: ref('Mapped') }, name: { type: 'string' } } },
  };
  model = await modelOf({ components: { schemas }, paths: {} });
});

function judge(name: string, value: unknown): string {
  const validate = validatorOf(model, model.schemas.get(name)!, { direction: 'request' });
  return (validate(value) ?? []).map(({ pointer, reason }) => `${pointer} ${reason}`.trim()).join('; ') || 'valid';
}

for (const [what, schema, value, expected] of [
  ['a value of its kind', 'Plain', { kind: 'Disk', size: 1 }, 'valid'],
  ['the branch that the value names', 'Plain', { kind: 'Fan', rpm: 'fast' }, '/rpm must be integer'],
  ['only that branch', 'Plain', { kind: 'Disk' }, "must have required property 'size'"],
  ['a kind that no branch has', 'Plain', { kind: 'Pump' }, '/kind must be one of Disk, Fan'],
  ['no kind', 'Plain', { rpm: 'fast' }, '/kind must be one of Disk, Fan'],
  ['a kind of the mapping', 'Mapped', { kind: 'f', rpm: 'fast' }, '/rpm must be integer'],
  ['the name of a branch beside the mapping', 'Mapped', { kind: 'Fan', rpm: 'x' }, '/rpm must be integer'],
  ['a mapping to nowhere', 'Mapped', { kind: 'x' }, '/kind must be one of Disk, Fan, d, f'],
  [
    'a place inside',
    'Rack',
    {
      slots: [
        { kind: 'd', size: 1 },
        { kind: 'f', rpm: 'x' },
      ],
    },
    '/slots/1/rpm must be integer',
  ],
  [
    'a choice in a branch',
    'Plain',
    { kind: 'Fan', rpm: 1, spare: { kind: 'Disk', size: 'x' } },
    '/spare/size must be integer',
  ],
  ['what is no object', 'Plain', 7, 'must be object'],
  ['a property of all objects', 'Plain', { kind: 'constructor' }, '/kind must be one of Disk, Fan'],
] as const) {
  test(`an error is about ${what}: ${expected}`, () => assert.equal(judge(schema, value), expected));
}

test('the verdict is that of `oneOf`, whatever the value names', () => {
  assert.equal(judge('Plain', { kind: 'Disk', rpm: 1 }), 'valid');
  assert.notEqual(judge('Plain', { kind: 'Disk', size: 1, rpm: 1 }), 'valid');
});
