import { sanitizers } from '../policy-types.js';
import { closed, list, matching, named, whole, yesNo } from './schema.js';

const mediaType = matching('a media type such as image/png or image/*', '^[a-z0-9.+-]+/(\\*|[a-z0-9.+-]+)$');

/** Settings about the content of requests: files, GraphQL documents, texts that are cleaned. */
export const upload = closed('Bounds for files: parts of a multipart body, and bodies that are a file.', {
  maxBytes: whole('Largest file in bytes; without it the body limit holds.', 1, 10_485_760),
  types: {
    ...list(
      'Media types that files may have. A file must say one of them, and its first bytes must be of it (CWE-434).',
      mediaType,
      1,
    ),
    uniqueItems: true,
  },
});

export const graphql = closed('The body is GraphQL (OWASP API4:2023): bounds for what one request may ask.', {
  maxDepth: whole('Deepest nesting of fields; default 10.', 1, 100),
  maxAliases: whole('Most aliases; default 15.', 0, 1_000),
  maxRootFields: whole('Most fields at the root; default 20.', 1, 1_000),
  maxTokens: whole('Most tokens of a document; default 2000.', 10, 5_000),
  maxDirectives: whole('Most directives; default 50.', 0, 1_000),
  maxCost: whole(
    'Most fields, those below a list as often as its `first`, `last` or `limit` says; default: not counted.',
    1,
  ),
  batch: whole('Most operations in one HTTP request; default 1.', 1, 100),
  introspection: yesNo('Callers may read the schema (`__schema`, `__type`).', false),
  persistedOnly: list(
    'Only these documents, by SHA-256 of their text.',
    matching('a SHA-256 in hexadecimal', '^[0-9a-f]{64}$'),
    1,
  ),
});

export const sanitize = named(
  'JSON Pointer of a body property (`*` for items) -> what is done to its text before it is judged and sent on. ' +
    'Every change is an event.',
  {
    ...list(
      '`trim` cuts spaces at both ends, `nfc` composes letters (Unicode NFC), `stripControls` removes control and ' +
        'direction characters, `html` keeps plain formatting of HTML and removes the rest (CWE-79).',
      { type: 'string', enum: sanitizers },
      1,
    ),
    uniqueItems: true,
  },
);
