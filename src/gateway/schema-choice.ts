import type { ErrorObject } from 'ajv/dist/2020.js';
import { escapeStep } from './pointer.js';

interface Discriminator {
  readonly propertyName: string;
  readonly kinds: Readonly<Record<string, string>>;
}

/** Errors of one branch against a value; undefined when the value is valid there. */
export type BranchErrors = (branch: string, value: unknown) => readonly ErrorObject[] | undefined;

/** Choices inside choices that are followed. */
const maxLevels = 8;

/** A kind that no branch has, as an error of the property that names it. */
function unknownKind({ instancePath, schemaPath }: ErrorObject, { propertyName, kinds }: Discriminator): ErrorObject {
  const names = Object.keys(kinds).slice(0, 20).join(', ');
  return {
    keyword: 'discriminator',
    instancePath: `${instancePath}/${escapeStep(propertyName)}`,
    schemaPath,
    params: {},
    message: `must be one of ${names}`,
  };
}

function errorsOfChoice(
  error: ErrorObject,
  branchErrors: BranchErrors,
  levels: number,
): readonly ErrorObject[] | undefined {
  const discriminator = error.parentSchema?.['discriminator'] as Discriminator | undefined;
  const value = error.data as Readonly<Record<string, unknown>> | null;
  if (!discriminator || typeof value !== 'object' || value === null) return undefined;
  const named = Object.hasOwn(value, discriminator.propertyName) ? value[discriminator.propertyName] : undefined;
  const { kinds } = discriminator;
  if (typeof named !== 'string' || !Object.hasOwn(kinds, named)) return [unknownKind(error, discriminator)];
  const inside = branchErrors(kinds[named]!, value);
  const told = inside && withChosenBranches(inside, branchErrors, levels - 1);
  return told?.map((one) => ({ ...one, instancePath: error.instancePath + one.instancePath }));
}

/**
 * Errors with those of each failed `oneOf` or `anyOf` replaced by what the branch says that the value itself names. Only
 * the message depends on a `discriminator`, never the verdict (OpenAPI 3.0.3, Discriminator Object). Needs Ajv's
 * `verbose`.
 */
export function withChosenBranches(
  errors: readonly ErrorObject[],
  branchErrors: BranchErrors,
  levels = maxLevels,
): readonly ErrorObject[] {
  if (levels === 0) return errors;
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  // The outermost first: those inside belong to one of its branches.
  for (const error of choices.toSorted((a, b) => a.instancePath.length - b.instancePath.length)) {
    const chosen = errorsOfChoice(error, branchErrors, levels);
    if (!chosen || chosen.length === 0) continue;
    return [...chosen, ...errors.filter(({ instancePath }) => !instancePath.startsWith(error.instancePath))];
  }
  return errors;
}
