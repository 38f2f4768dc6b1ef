import type { Rule } from './rule.js';

function section({ id, title, severity, owasp, cwe, why, remedy, needs, confidence }: Rule): string {
  const facts = [
    `severity ${severity}`,
    ...owasp,
    ...cwe.map((number) => `[CWE-${number}](https://cwe.mitre.org/data/definitions/${number}.html)`),
    ...(needs ? ['needs a policy'] : []),
    ...(confidence === 'firm' ? ['reads names for their meaning'] : []),
  ];
  return [`## ${id}`, `**${title}.** ${facts.join(' · ')}`, why, `Remedy: ${remedy}`].join('\n\n');
}

/** The rules as a Markdown page, in the order of their ids. */
export function ruleDocs(rules: Iterable<Rule>): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const head = [
    '# Rules of the audit',
    `${sorted.length} rules. Severities are those of a single case: one step worse where callers without a credential reach it, one step lower where the policy already answers it. \`audit --level strict\` shows low ones too, \`all\` everything.`,
  ];
  return `${[...head, ...sorted.map(section)].join('\n\n')}\n`;
}
