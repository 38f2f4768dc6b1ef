import type { DetectionContext, GeoPlace } from '../detection/context.js';
import { defineDetector } from '../detection/detector.js';
import { kilometresBetween } from '../detection/distance.js';
import { LruMap } from '../detection/lru-map.js';
import type { Step } from '../detection/scenario.js';

const mostPrincipals = 200_000;

const places: Readonly<Record<string, GeoPlace>> = {
  '198.51.100.7': { latitude: 52.5, longitude: 13.4 },
  '198.51.100.8': { latitude: 48.1, longitude: 11.6 },
  '203.0.113.7': { latitude: 40.7, longitude: -74 },
};
const context: DetectionContext = { place: (address) => places[address] };

const call = (at: number, client: string): Step => ({
  at,
  kind: 'access',
  principalId: 'jwt:a:ann',
  credentialId: 'tok1',
  client,
  status: 200,
});

/** One principal at two places, faster than an airliner. Needs a database of places (`detections.context.geoDatabase`). */
export default defineDetector({
  id: 'impossible-travel',
  number: 7,
  title: 'Impossible travel',
  version: 1,
  severity: 'medium',
  attack: 'T1078',
  owasp: 'authn_impossible_travel',
  kinds: ['access'],
  needs: ['principalId', 'client'],
  thresholds: {
    kilometres: { default: 500, describe: 'distance between two calls', minimum: 1 },
    kilometresPerHour: { default: 800, describe: 'speed that would have been needed', minimum: 1 },
  },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'addresses of `vpnAddresses`, and credentials of `serverKeys`',
  runbook: 'Ask the person. When it was not them: revoke the credential and look at what the far place did.',
  requires: { part: 'place', setting: 'detections.context.geoDatabase' },

  start({ kilometres, kilometresPerHour }, { context: { place, isVpn, serverKeys } }) {
    const last = new LruMap<string, { readonly at: number; readonly place: GeoPlace; readonly client: string }>(
      mostPrincipals,
    );
    return {
      see({ event, now }) {
        const { client, principalId, credentialId } = event;
        const before = last.peek(principalId!);
        if (before?.client === client) return undefined;
        if (isVpn?.(client!) || serverKeys?.has(credentialId ?? '')) return undefined;
        const here = place?.(client!);
        if (!here) return undefined;
        last.set(principalId!, { at: now, place: here, client: client! });
        if (!before) return undefined;
        const far = kilometresBetween(before.place, here);
        const hours = Math.max(now - before.at, 1000) / 3_600_000;
        if (far < kilometres || far / hours < kilometresPerHour) return undefined;
        return {
          summary: `${Math.round(far)} km in ${Math.round(hours * 60)} minutes`,
          observed: far / hours,
          threshold: kilometresPerHour,
          windowSeconds: Math.round(hours * 3600),
        };
      },
    };
  },

  fires: [
    {
      name: 'Berlin, then New York an hour later',
      context,
      steps: () => [call(0, '198.51.100.7'), call(3600, '203.0.113.7')],
    },
  ],
  silent: [
    {
      name: 'Berlin, then New York ten hours later',
      context,
      steps: () => [call(0, '198.51.100.7'), call(36_000, '203.0.113.7')],
    },
    {
      name: 'Berlin, then Munich: far is farther',
      context: { place: (address) => places[address] },
      steps: () => [call(0, '198.51.100.7'), call(4500, '198.51.100.8')],
    },
    {
      name: 'a tunnel of the company',
      context: { ...context, isVpn: (address) => address === '203.0.113.7' },
      steps: () => [call(0, '198.51.100.7'), call(60, '203.0.113.7')],
    },
    {
      name: 'an address that the database does not have',
      context,
      steps: () => [call(0, '198.51.100.7'), call(60, '192.0.2.1')],
    },
  ],
});
