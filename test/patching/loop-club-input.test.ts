import { club } from '../pentest/apps/club-model.js';
import { describeAppLoop } from './app-loop.js';

describeAppLoop(club, [
  { check: 'open-redirect', holes: ['redirect-anywhere'], closedBy: 'impossible' },
  { check: 'upstream-data-trusted', holes: ['preview-passes-on'], closedBy: 'patch constraints' },
  { check: 'upstream-redirect-followed', holes: ['preview-follows'], closedBy: 'patch constraints' },
  { check: 'invalid-input-accepted', holes: ['kind-unchecked'], closedBy: 'patch body' },
  { check: 'wrong-content-type-accepted', holes: ['type-unchecked'], closedBy: 'patch body' },
  { check: 'undocumented-parameter', holes: ['debug-read'], closedBy: 'patch parameters' },
  { check: 'host-header-trusted', holes: ['host-believed'], closedBy: 'impossible' },
  {
    check: 'host-header-trusted',
    holes: ['host-believed'],
    closedBy: 'covered forwarded-headers',
    api: { match: { host: '127.0.0.1' } },
  },
  { check: 'session-survives-logout', holes: ['logout-ignored'], closedBy: 'impossible' },
  { check: 'step-skippable', holes: ['publish-anytime'], closedBy: 'impossible' },
  { check: 'object-id-predictable', holes: ['tickets-read-any'], closedBy: 'impossible' },
]);
