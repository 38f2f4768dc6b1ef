import rule from '../../../src/audit/rules/upload-has-limit.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const form = (file: string, more = '') =>
  bodyOf(`{ type: object, properties: { file: ${file}, title: { type: string } } }${more}`).replace(
    'application/json:',
    'multipart/form-data:',
  );
const binary = '{ type: string, format: binary }';
const raw = (mediaType: string, schema: string) => bodyOf(schema).replace('application/json:', `${mediaType}:`);

describeRule(rule, {
  flags: {
    'a part of a form': {
      contract: form(binary),
      at: 'multipart/form-data',
      severity: 'medium',
      says: /^The file "file" that POST \/things takes has no limit of size and type$/,
    },
    'a part that anybody may send, where others need a credential': {
      contract: `${form(binary).replace('security: [{ bearer: [] }]', 'security: []')}`.replace(
        'paths:',
        'paths:\n  /other: { get: { security: [{ bearer: [] }] } }',
      ),
      severity: 'high',
    },
    'several files': { contract: form(`{ type: array, items: ${binary} }`) },
    'a body that is the file': { contract: raw('application/octet-stream', binary), says: /^The file that/ },
    'a picture of any size, as a smaller matter': {
      contract: raw('image/png', binary),
      severity: 'low',
      says: /limit of size$/,
    },
    'a file of any type behind a gateway that bounds its size': {
      contract: form(binary),
      policy: 'defaults: { bodyLimitBytes: 100000 }',
      says: /limit of type$/,
      closedBy: 'patch',
    },
    'a file of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
paths: { /things: { post: { consumes: [multipart/form-data], parameters: [{ in: formData, name: scan, type: file }], responses: {} } } }`,
      says: /"scan"/,
    },
  },
  passes: {
    'a file with size and type': {
      contract: form(
        '{ type: string, format: binary, maxLength: 100000 }',
        ', encoding: { file: { contentType: image/png } }',
      ),
    },
    'a file whose types and size the policy has': {
      contract: form(binary),
      policy: 'operations: { send: { upload: { types: [image/png], maxBytes: 100000 } } }',
    },
    'a form without files': { contract: form('{ type: string }') },
    'a body of JSON': { contract: bodyOf('{ type: object }') },
    'a text in Base64, which is text': {
      contract: bodyOf('{ type: object, properties: { a: { type: string, format: byte } } }'),
    },
    'a download': {
      contract: `paths: { /a: { get: { responses: { '200': { description: A, content: { application/octet-stream: {} } } } } } }`,
    },
  },
});
