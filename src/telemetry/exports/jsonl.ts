import { defineEventFormat } from '../event-format.js';
import { toOcsf } from '../ocsf.js';
import { safeJson } from '../safe-line.js';

export default defineEventFormat({
  id: 'jsonl',
  mediaType: 'application/x-ndjson',
  line: (event, { productVersion }) => safeJson(toOcsf(event, productVersion)),
});
