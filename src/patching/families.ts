import files from 'catalog:./families';
import { makeCatalog } from '../core/catalog.js';
import type { Family } from './family.js';

/** All families of holes that a gateway can close. */
export const families = makeCatalog<Family>(files);

/** The family of a check, by its id. */
export function familyOf(checkId: string): Family | undefined {
  return [...families].find((family) => family.closes.includes(checkId));
}
