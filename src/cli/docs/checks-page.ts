import type { Family } from '../../patching/family.js';
import type { Check, ProofCode } from '../../pentest/check.js';
import { code, page, references, table } from './markdown.js';

const proofs: Readonly<Record<ProofCode, string>> = {
  X: 'cross-actor',
  B: 'boolean',
  T: 'timing',
  E: 'error text',
  K: 'canary',
  O: 'out of band',
  S: 'stored effect',
  R: 'property of the answer',
  N: 'count',
};

const actors: Readonly<Record<Check['needs']['actors'], string>> = {
  none: 'no actor',
  one: 'one actor',
  'two-of-one-role': 'two actors of one role',
  'two-roles': 'actors of two roles',
  'foreign-tenant': 'an actor of another tenant',
};

/** The checks of the pentest as a Markdown page, in the order of their ids. */
export function checkDocs(checks: Iterable<Check>, families: Iterable<Family>): string {
  const sorted = [...checks].sort((a, b) => (a.id < b.id ? -1 : 1));
  const familyOf = (id: string): Family | undefined => [...families].find(({ closes }) => closes.includes(id));
  return page(
    'Checks of the pentest',
    `${sorted.length} checks. Each sends an attack and, where there is one, its legitimate control; a finding is confirmed when the proof held again in a second round. \`--safety\` says how far a run may go: \`read-only\` sends nothing that changes data, \`writes\` creates objects and removes them, \`disruptive\` may load the target.`,
    table(
      ['check', 'finds', 'severity', 'safety', 'patch'],
      sorted.map(({ id, title, severity, safety }) => [
        `[${id}](#${id})`,
        title,
        severity,
        safety,
        familyOf(id)?.id ?? 'none',
      ]),
    ),
    ...sorted.map((check) => section(check, familyOf(check.id))),
  );
}

function section(check: Check, family: Family | undefined): string {
  const facts = [`severity ${check.severity}`, ...references(check.owasp, check.cwe)];
  const proved = check.proves.map((proof) => proofs[proof]).join(', ');
  const baseline = check.needs.baseline ? ' and a successful call of the operation' : '';
  return [
    `## ${check.id}`,
    `**${check.title}.** ${facts.join(' · ')}`,
    `Proved by ${proved}. Needs ${actors[check.needs.actors]}${baseline}; safety ${code(check.safety)}.`,
    `Remedy: ${check.remedy}`,
    family
      ? `Patch at the gateway: family ${code(family.id)}.`
      : 'A gateway cannot close it: there is no patch, only the remedy.',
  ].join('\n\n');
}
