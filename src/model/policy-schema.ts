import { consoleSchema } from './policy-schema/console.js';
import { egressProxySchema, egressSchema, vendorsSchema } from './policy-schema/egress.js';
import { detectionsSchema } from './policy-schema/detections.js';
import { eventLogSchema } from './policy-schema/event-log.js';
import { identitySchema } from './policy-schema/identity.js';
import { limitsSchema } from './policy-schema/limits.js';
import { notifySchema } from './policy-schema/notify.js';
import { otlpSchema } from './policy-schema/otlp.js';
import { pentestSchema } from './policy-schema/pentest.js';
import { documentationSchema } from './policy-schema/documentation.js';
import { incidentsSchema } from './policy-schema/incidents.js';
import { schedulesSchema } from './policy-schema/schedules.js';
import { closed, named, text, type PolicySchema } from './policy-schema/schema.js';
import {
  apisSchema,
  controlSchema,
  listenSchema,
  resourcesSchema,
  rolesSchema,
  schemasSchema,
  suppressionsSchema,
} from './policy-schema/sections.js';
import { defaultSettings, operationSettings } from './policy-schema/settings.js';
import { storeSchema } from './policy-schema/store.js';

/** JSON Schema (2020-12) of `portcullis.yaml`, shipped for editors and used to check the file. */
export const policySchema: PolicySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...closed(
    'Policy of Portcullis: who may call what, how much, and where it goes.',
    {
      $schema: text('the address of this schema', 'For editors.'),
      version: { description: 'Version of this format.', const: 1 },
      listen: listenSchema,
      control: controlSchema,
      console: consoleSchema,
      accessLog: text('stdout, or the path of a file', 'One JSON line per request and denial. Default none.'),
      store: storeSchema,
      eventLog: eventLogSchema,
      otlp: otlpSchema,
      apis: apisSchema,
      identity: identitySchema,
      roles: rolesSchema,
      defaults: defaultSettings,
      limits: limitsSchema,
      resources: resourcesSchema,
      operations: named(
        'operationId, `METHOD /path`, or one of them after `api:` -> settings of the operation.',
        operationSettings,
      ),
      schemas: schemasSchema,
      detections: detectionsSchema,
      notify: notifySchema,
      egressProxy: egressProxySchema,
      egress: egressSchema,
      vendors: vendorsSchema,
      pentest: pentestSchema,
      schedules: schedulesSchema,
      incidents: incidentsSchema,
      documentation: documentationSchema,
      suppressions: suppressionsSchema,
    },
    ['version', 'apis'],
  ),
};
