import type { GeoPlace } from './context.js';

const earthKilometres = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Distance over the ground in kilometres (haversine). */
export function kilometresBetween(a: GeoPlace, b: GeoPlace): number {
  const sin = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2;
  const share =
    sin(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * sin(b.longitude - a.longitude);
  return 2 * earthKilometres * Math.asin(Math.min(1, Math.sqrt(share)));
}
