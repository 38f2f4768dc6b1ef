import { defineFormat } from '../format.js';

/** The whole run as one JSON document. Stable: fields are added, never renamed. */
export default defineFormat({
  id: 'json',
  mediaType: 'application/json',
  extension: 'json',
  render: (run) => `${JSON.stringify({ $schema: 'urn:portcullis:run:1', ...run }, null, 2)}\n`,
});
