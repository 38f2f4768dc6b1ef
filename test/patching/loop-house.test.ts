import { house } from '../pentest/apps/house.js';
import { library, librarySchema } from '../pentest/apps/library.js';
import { mailroom } from '../pentest/apps/mailroom.js';
import { describeAppLoop } from './app-loop.js';

describeAppLoop(house, [
  { check: 'security-header-missing', holes: ['no-nosniff'], closedBy: 'covered response-headers' },
  { check: 'server-version-disclosed', holes: ['version'], closedBy: 'covered response-headers' },
  { check: 'cookie-flags-missing', holes: ['cookie-bare'], closedBy: 'patch response-headers' },
  { check: 'cors-null-origin', holes: ['null-origin'], closedBy: 'patch cors' },
  { check: 'trace-enabled', holes: ['trace'], closedBy: 'covered route' },
  { check: 'directory-listed', holes: ['listing'], closedBy: 'covered route' },
  { check: 'status-undeclared', holes: ['wrong-status'], closedBy: 'impossible' },
  { check: 'content-type-undeclared', holes: ['wrong-type'], closedBy: 'impossible' },
  { check: 'response-violates-contract', holes: ['wrong-body'], closedBy: 'impossible' },
  { check: 'server-error-on-valid-input', holes: ['bound-fails'], closedBy: 'impossible' },
]);

describeAppLoop(mailroom, [
  { check: 'body-size-unlimited', holes: ['size-unlimited'], closedBy: 'covered body-limit' },
  { check: 'decompression-unlimited', holes: ['gzip-unlimited'], closedBy: 'covered body-limit' },
  { check: 'json-depth-unlimited', holes: ['depth-walked'], closedBy: 'patch body' },
  { check: 'json-depth-unlimited', holes: ['depth-walked'], closedBy: 'covered body', mode: 'enforce' },
]);

describeAppLoop(library, [
  { check: 'graphql-introspection-open', holes: ['introspection'], closedBy: 'patch graphql' },
  { check: 'graphql-depth-unlimited', holes: ['introspection', 'depth'], closedBy: 'patch graphql' },
  { check: 'graphql-alias-unlimited', holes: ['aliases'], closedBy: 'patch graphql' },
  { check: 'graphql-directive-unlimited', holes: ['directives'], closedBy: 'patch graphql' },
  { check: 'graphql-batch-unlimited', holes: ['batch'], closedBy: 'patch graphql' },
  { check: 'graphql-over-get', holes: ['get'], closedBy: 'covered route' },
  { check: 'graphql-suggestions', holes: ['suggestions'], closedBy: 'impossible' },
]);

describeAppLoop(librarySchema, [
  { check: 'graphql-depth-unlimited', holes: ['depth'], closedBy: 'covered graphql', mode: 'enforce' },
  { check: 'graphql-cost-unlimited', holes: ['fragments'], closedBy: 'patch graphql', mode: 'enforce' },
  { check: 'graphql-suggestions', holes: ['suggestions'], closedBy: 'covered graphql-fields', mode: 'enforce' },
]);
