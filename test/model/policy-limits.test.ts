import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContract } from '../gateway/guard-fixture.js';
