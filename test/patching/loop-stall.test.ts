import { startStall, type StallApp } from '../pentest/apps/stall.js';
import type { StallHole } from '../pentest/apps/stall-holes.js';
import { stallOptions, stallSecrets } from '../pentest/apps/stall-model.js';
import type { Target } from '../pentest/describe-target-check.js';
import { describeAppLoop } from './app-loop.js';

const stall: Target<StallHole> = {
  start: (holes = []): Promise<StallApp> => startStall(holes),
  options: stallOptions,
  secrets: stallSecrets,
};

describeAppLoop(stall, [
  { check: 'regex-denial-of-service', holes: ['name-pattern-slow'], closedBy: 'patch constraints' },
  { check: 'destructive-read-open', holes: ['reset-open'], closedBy: 'patch sunset' },
  { check: 'webhook-signature-unchecked', holes: ['event-unsigned'], closedBy: 'impossible' },
  { check: 'ssrf', holes: ['image-fetched'], closedBy: 'patch constraints' },
  { check: 'sql-injection-union', holes: ['search-concatenated'], closedBy: 'patch constraints' },
  { check: 'sql-injection-boolean', holes: ['search-concatenated'], closedBy: 'patch constraints' },
  { check: 'page-size-unbounded', holes: ['page-unbounded'], closedBy: 'patch constraints' },
  { check: 'single-use-raced', holes: ['voucher-raced'], closedBy: 'patch concurrency' },
  { check: 'value-negative-or-overflowing', holes: ['negative-quantity'], closedBy: 'patch constraints' },
]);
