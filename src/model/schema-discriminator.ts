import { isFields, memberOf, nodeBelow } from './pointer.js';
import { placeKey, refOf } from './ref-index.js';
import type { Documents, Node } from './types.js';

/** A `discriminator` in a self-contained schema: which branch each of its values means. */
export interface DiscriminatorKinds {
  readonly propertyName: string;
  /** Value of the property -> name in `$defs` of the branch that it means. */
  readonly kinds: Readonly<Record<string, string>>;
}

/**
 * The Discriminator Object of a schema with `oneOf` or `anyOf`: names of its branches, and those of `mapping`. It tells
 * which branch an error is about; the verdict is that of `oneOf` or `anyOf` (OpenAPI 3.0.3, Discriminator Object).
 */
export function discriminatorKinds(
  documents: Documents,
  node: Node,
  nameOf: (target: Node) => string,
): DiscriminatorKinds | undefined {
  const discriminator = nodeBelow(node, 'discriminator');
  const propertyName = memberOf(discriminator.value, 'propertyName');
  const branches = ['oneOf', 'anyOf'].flatMap((keyword) => branchesOf(documents, nodeBelow(node, keyword)));
  if (typeof propertyName !== 'string' || branches.length === 0) return undefined;
  const kinds: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { word, target } of branches) kinds[word] = nameOf(target);
  const mapping = memberOf(discriminator.value, 'mapping');
  for (const [value, text] of Object.entries(isFields(mapping) ? mapping : {})) {
    const meant = branches.find((branch) => branch.text === text || branch.word === text);
    if (meant) kinds[value] = nameOf(meant.target);
  }
  return { propertyName, kinds };
}

interface Branch {
  readonly text: string;
  /** Last word of the reference: the value that means this branch without a mapping. */
  readonly word: string;
  readonly target: Node;
}

function branchesOf(documents: Documents, list: Node): readonly Branch[] {
  if (!Array.isArray(list.value)) return [];
  return list.value.flatMap((value: unknown) => {
    const ref = refOf(documents, value);
    const target = ref?.to && documents.resolve(ref.to) && documents.at(ref.to);
    if (!ref || !target || placeKey(target) === placeKey(list)) return [];
    return [{ text: ref.text, word: ref.text.slice(ref.text.lastIndexOf('/') + 1), target }];
  });
}
