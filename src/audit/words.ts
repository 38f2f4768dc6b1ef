import type { Operation } from '../model/types.js';

/** Names come again and again; the ones of a large contract fit. */
const maxRemembered = 20_000;
const remembered = new Map<string, string>();

/** Words of a name in lower case: `XApiKey`, `x-api-key` and `x_api_key` are all `x api key`. */
export function wordsOf(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= maxRemembered) remembered.clear();
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
  remembered.set(name, words);
  return words;
}

/** What is asked of every operation by many rules. */
function once<T>(work: (operation: Operation) => T): (operation: Operation) => T {
  const known = new WeakMap<Operation, { readonly value: T }>();
  return (operation) => {
    let found = known.get(operation);
    if (!found) known.set(operation, (found = { value: work(operation) }));
    return found.value;
  };
}

const wordsOfPaths = new Map<string, readonly string[]>();

/** Segments of a path as words; parameters are left out. */
export function pathWords(path: string): readonly string[] {
  const known = wordsOfPaths.get(path);
  if (known) return known;
  if (wordsOfPaths.size >= maxRemembered) wordsOfPaths.clear();
  const words = path
    .split('/')
    .filter((segment) => segment && !segment.startsWith('{'))
    .map(wordsOf);
  wordsOfPaths.set(path, words);
  return words;
}

/** The last fixed segment, which says what the operation does. */
export function lastPathWord(path: string): string {
  return pathWords(path).at(-1) ?? '';
}

const verb = /^(create|add|place|make|new|submit|get|fetch|list|find|all)(?=[A-Z_])_?/;

/** Path that says what an operation does: of a root field of GraphQL its name, without the verb that a method would be. */
export const meaningPath = once(({ graphql, path }) => (graphql ? `/${graphql.field.replace(verb, '')}` : path));

/** `POST /orders`, or `Query.orders`. */
export const nameOf = once(({ graphql, id, method, path }) => (graphql ? id : `${method.toUpperCase()} ${path}`));

/** The first three, and how many more. */
export function few(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, 3).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
}

/** `POST /orders`, `POST /orders and 3 more operations`. */
export function fewOperations(operations: readonly Operation[]): string {
  const [first] = operations;
  if (!first) return 'no operation';
  const more = operations.length - 1;
  return more ? `${nameOf(first)} and ${more} more operation${more === 1 ? '' : 's'}` : nameOf(first);
}

/** What everybody may call before there is a credential, or that machines ask for without one. */
const publicByNature = new RegExp(
  [
    '^(',
    'log ?in.*|sign ?in.*|log ?on|sign ?up|register|registrations?|',
    'tokens?|authori[sz]e|authenticate|oauth2?|refresh|',
    '(forgot|forget|reset|recover)( .*)?|(.* )?otp|',
    '(verify|confirm|activate)( (email|phone|code|token|account|registration))?|',
    'health.*|healthz|livez|readyz|ping|status|version|',
    'well known|jwks|openapi.*|swagger.*|robots txt|favicon ico|',
    'callback|webhooks?',
    ')$',
  ].join(''),
);

const people = /^(users?|accounts?|customers?|members?|profiles?)$/;

/** `POST /users` that is called a registration: nobody has a credential before. */
export const isSignUp = once((operation) => {
  if (operation.method !== 'post' || !people.test(lastPathWord(meaningPath(operation)))) return false;
  return [operation.summary, wordsOf(operation.id)].some((text) => /\b(register|registration|sign ?up)\b/i.test(text));
});

/** Login, sign-up, health and the like, by the last fixed segment of the path; a sign-up also by what it is called. */
export function isPublicByNature(operation: Operation): boolean {
  if (isSignUp(operation)) return true;
  const words = pathWords(meaningPath(operation));
  if (operation.path === '/') return operation.isRead;
  return publicByNature.test(words.at(-1) ?? '') || words.includes('well known') || words.includes('oauth2');
}

/** Takes a password or code and answers with a session or token. */
export function isLogin(operation: Operation): boolean {
  if (operation.method !== 'post') return false;
  return /^(log ?in|sign ?in|log ?on|authenticate|token|tokens|sessions?|mfa|otp|two factor|2fa)$/.test(
    lastPathWord(meaningPath(operation)),
  );
}

const adminWord = /^(admin|administration|superuser|back ?office|internal)$/;

/** For the API's own people, by its path, its tags or what its description says. */
export const isAdmin = once((operation) => {
  const { tags, description, summary } = operation;
  if (pathWords(meaningPath(operation)).some((word) => adminWord.test(word))) return true;
  if (operation.graphql && /^(admin|internal)[A-Z_]/.test(operation.graphql.field)) return true;
  if (tags.some((tag) => adminWord.test(wordsOf(tag)))) return true;
  return [description, summary].some((text) => /\b(admins?|administrators?) only\b/i.test(text));
});
