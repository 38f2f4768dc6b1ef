import files from 'catalog:./families';
import { makeCatalog } from '../core/catalog.js';
import type { Family, Subject } from './family.js';
import { distinct, type Variant } from './variant.js';

/** All families of holes that a gateway can close. */
export const families = makeCatalog<Family>(files);

/** The family of a check, by its id. */
export function familyOf(checkId: string): Family | undefined {
  return [...families].find((family) => family.closes.includes(checkId));
}

/** So many variants are tried in a proof. */
export const maxVariants = 30;

/** Other forms of a finding's attack: none equals the attack or another one. */
export function variantsOf(subject: Subject): readonly Variant[] {
  const { replay, ruleId } = subject.finding;
  const family = familyOf(ruleId);
  return family && replay ? distinct(replay, family.variants(subject)).slice(0, maxVariants) : [];
}
