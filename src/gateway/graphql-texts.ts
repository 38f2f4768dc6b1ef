import { parse, visit, type ASTVisitor } from 'graphql';
import { RecentMap } from './recent-map.js';

/** A text that stands in a GraphQL document: the value of an argument or of a default. */
export interface GraphqlText {
  /** Of the argument, the input field or the variable that holds it. */
  readonly name: string;
  readonly text: string;
}

const mostTokens = 20_000;
const mostRemembered = 256;
const longestRemembered = 20_000;
const remembered = new RecentMap<string, readonly GraphqlText[]>(mostRemembered);

function collect(document: string): readonly GraphqlText[] | undefined {
  const texts: GraphqlText[] = [];
  const names: string[] = [];
  const named = {
    enter: (node: { readonly name: { readonly value: string } }) => void names.push(node.name.value),
    leave: () => void names.pop(),
  };
  const visitor: ASTVisitor = {
    Argument: named,
    ObjectField: named,
    VariableDefinition: {
      enter: ({ variable }) => void names.push(variable.name.value),
      leave: () => void names.pop(),
    },
    StringValue: ({ value }) => void texts.push({ name: names.at(-1) ?? '', text: value }),
  };
  try {
    visit(parse(document, { noLocation: true, maxTokens: mostTokens }), visitor);
    return texts;
  } catch {
    return undefined;
  }
}

/**
 * String literals of a GraphQL document; everything else in it is made of names and numbers. Undefined when it is not
 * one. Documents repeat: the texts of the last 256 are remembered.
 */
export function graphqlTexts(document: string): readonly GraphqlText[] | undefined {
  const known = remembered.get(document);
  if (known) return known;
  const texts = collect(document);
  if (texts && document.length <= longestRemembered) remembered.set(document, texts);
  return texts;
}
