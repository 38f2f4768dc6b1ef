import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 4 is completed by rotating and revoking the key that leaked', () =>
  goThrough(4, {
    commands: `
ID=$(portcullis keys list --format json | grep -o '"id": "[^"]*"' | head -1 | cut -d'"' -f4)
portcullis keys rotate "$ID" --format json | grep -o '"key": "[^"]*"' | head -1 | cut -d'"' -f4 > partner.key
portcullis keys revoke "$ID"`,
  }));
