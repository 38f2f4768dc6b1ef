import type { Faults } from './policy-faults.js';
import type { OperationNames } from './policy-names.js';
import { below } from './pointer.js';
import type { DocumentationPolicy, NodeRef } from './types.js';

/** As written, after its schema was checked. */
export type RawDocumentation = Partial<Omit<DocumentationPolicy, 'audiences' | 'published'>> & {
  readonly published?: readonly { readonly id: string; readonly reason: string }[];
  readonly audiences?: Readonly<Record<string, DocumentationPolicy['audience']>>;
};

interface Place {
  readonly node: NodeRef;
  readonly faults: Faults;
  readonly names: OperationNames;
  readonly today: Date;
}

const yearMillis = 366 * 86_400_000;

/** `documentation` with its defaults. Reports operations that there are not, and a contact that is out of date. */
export function readDocumentation(
  raw: RawDocumentation = {},
  { node, faults, names, today }: Place,
): DocumentationPolicy {
  const audiences = new Map<string, DocumentationPolicy['audience']>();
  for (const [name, audience] of Object.entries(raw.audiences ?? {})) {
    const found = names.find(name, below(node, 'audiences', name), { faults, key: true });
    if (found) audiences.set(`${found.api} ${found.id}`, audience);
  }
  if (raw.security) checkExpiry(raw.security.expires, { node: below(node, 'security', 'expires'), faults, today });
  return {
    url: raw.url?.replace(/\/+$/, ''),
    audience: raw.audience ?? 'public',
    audiences,
    published: new Map((raw.published ?? []).map(({ id, reason }) => [id, reason])),
    security: raw.security,
  };
}

function checkExpiry(expires: string, { node, faults, today }: Pick<Place, 'node' | 'faults' | 'today'>): void {
  const ahead = Date.parse(expires) - today.getTime();
  if (ahead > 0 && ahead <= yearMillis) return;
  faults.add(
    'POLICY_INVALID',
    `A contact that expires on ${expires} is ${ahead > 0 ? 'good for too long' : 'out of date'}`,
    node,
    {
      expected: 'a day within the next year (RFC 9116 2.5.5)',
    },
  );
}
