import type { Operation, SecurityAlternative, SecurityScheme } from '../../model/types.js';
import { nameOf } from '../words.js';
import type { ChangeList } from './change-list.js';

const textOf = (alternative: SecurityAlternative): string =>
  alternative
    .map(({ scheme, scopes }) => (scopes.length ? `${scheme} with ${[...scopes].sort().join(', ')}` : scheme))
    .sort()
    .join(' and ') || 'no credential';

/** Whoever satisfies `other` satisfies `one` too: it asks for nothing more. */
function asksNoMore(one: SecurityAlternative, other: SecurityAlternative): boolean {
  return one.every(({ scheme, scopes }) =>
    other.some(
      (requirement) => requirement.scheme === scheme && scopes.every((scope) => requirement.scopes.includes(scope)),
    ),
  );
}

/** Alternatives of the new contract that let in callers whom no alternative of the old one let in. */
function opened(before: readonly SecurityAlternative[], after: readonly SecurityAlternative[]) {
  return after.filter((one) => !before.some((other) => asksNoMore(other, one)));
}

/** Alternatives of the old contract that are not enough any more. */
function closed(before: readonly SecurityAlternative[], after: readonly SecurityAlternative[]) {
  return before.filter((one) => !after.some((other) => asksNoMore(other, one)));
}

/** The scheme is one that was asked for before, with fewer scopes. */
function losesScope(one: SecurityAlternative, before: readonly SecurityAlternative[]): boolean {
  return before.some((other) => asksNoMore(one, other));
}

/** Who may call an operation. */
export function diffSecurity(before: Operation, after: Operation, changes: ChangeList): void {
  if (after.outgoing) return;
  const [was, is] = [before.security, after.security];
  const common = { operation: after, node: is.node };
  if (!was.anonymousAllowed && is.anonymousAllowed) {
    changes.add('authentication-dropped', {
      ...common,
      kind: 'weakened',
      severity: after.isWrite ? 'critical' : 'high',
      message: `${nameOf(after)} asked for ${was.alternatives.map(textOf).join(' or ')}; now callers need no credential`,
    });
    return;
  }
  if (was.anonymousAllowed && !is.anonymousAllowed) {
    changes.add('authentication-added', {
      ...common,
      kind: 'breaking',
      message: `${nameOf(after)} asks for ${is.alternatives.map(textOf).join(' or ')} now: callers without a credential are refused`,
    });
    return;
  }
  if (was.anonymousAllowed) return;
  for (const one of opened(was.alternatives, is.alternatives)) {
    const isScope = losesScope(one, was.alternatives);
    changes.add(isScope ? 'scope-dropped' : 'scheme-added', {
      ...common,
      kind: 'weakened',
      severity: isScope ? 'high' : 'medium',
      part: textOf(one),
      message: `${nameOf(after)} asked for ${was.alternatives.map(textOf).join(' or ')}; now ${textOf(one)} is enough`,
    });
  }
  for (const one of closed(was.alternatives, is.alternatives)) {
    // Losing a scope is said above: whoever had more has enough.
    if (is.alternatives.some((other) => asksNoMore(other, one))) continue;
    changes.add('credential-refused', {
      ...common,
      kind: 'breaking',
      part: textOf(one),
      message: `${nameOf(after)} took ${textOf(one)}; now ${is.alternatives.map(textOf).join(' or ')} is needed`,
    });
  }
}

/** How strong a kind of scheme is, as far as that can be said: a key in an address is in every log. */
function weakness(scheme: SecurityScheme): number {
  if (scheme.type === 'apiKey') return scheme.in === 'query' ? 3 : 1;
  return scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic' ? 2 : 0;
}

const kindText = (scheme: SecurityScheme): string => {
  if (scheme.type === 'apiKey') return `a key in the ${scheme.in}`;
  return scheme.type === 'http' ? `HTTP ${scheme.scheme}` : scheme.type;
};

const flowsOf = (scheme: SecurityScheme) => (scheme.type === 'oauth2' ? scheme.flows : []);

/** Addresses of a scheme that tokens and passwords are sent to. */
function addressesOf(scheme: SecurityScheme): readonly string[] {
  if (scheme.type === 'openIdConnect') return [scheme.url];
  return flowsOf(scheme).flatMap(({ tokenUrl, authorizationUrl }) =>
    [tokenUrl, authorizationUrl].filter((url) => url !== undefined),
  );
}

/** How callers prove who they are. */
export function diffSchemes(changes: ChangeList): void {
  for (const [name, is] of changes.after.securitySchemes) {
    const was = changes.before.securitySchemes.get(name);
    if (!was) continue;
    if (weakness(is) > weakness(was)) {
      changes.add('scheme-weakened', {
        kind: 'weakened',
        node: is.node,
        message: `The scheme ${name} was ${kindText(was)} and is ${kindText(is)}`,
      });
    } else if (kindText(is) !== kindText(was)) {
      changes.add('scheme-changed', {
        kind: 'breaking',
        node: is.node,
        message: `The scheme ${name} was ${kindText(was)} and is ${kindText(is)}`,
      });
    }
    diffFlows(name, { was, is }, changes);
  }
}

interface Pair {
  readonly was: SecurityScheme;
  readonly is: SecurityScheme;
}

function diffFlows(name: string, { was, is }: Pair, changes: ChangeList): void {
  const had = new Set(flowsOf(was).map(({ kind }) => kind));
  for (const { kind, node } of flowsOf(is)) {
    if (had.has(kind) || (kind !== 'implicit' && kind !== 'password')) continue;
    changes.add('weak-flow-added', { kind: 'weakened', node, message: `The scheme ${name} has the flow ${kind} now` });
  }
  const wasClear = addressesOf(was).some((url) => url.startsWith('http:'));
  const clear = addressesOf(is).find((url) => url.startsWith('http:'));
  if (clear !== undefined && !wasClear) {
    changes.add('scheme-without-tls', {
      kind: 'weakened',
      node: is.node,
      message: `The scheme ${name} uses ${clear} without TLS now`,
    });
  }
}
