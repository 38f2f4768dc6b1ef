import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';
import { few } from '../words.js';

/** Takes versions that do not exist yet without any bound: `*`, `latest`, `>=1`. */
function isOpen(range: string): boolean {
  const text = range.trim();
  return text === '' || /^(\*|x|X|latest|next|canary)$/.test(text) || (text.startsWith('>') && !text.includes('<'));
}

/** OWASP API10:2023, CWE-1357. */
export default defineRule({
  id: 'dependency-is-pinned',
  title: 'Range has no upper bound',
  severity: 'low',
  owasp: ['API10:2023'],
  cwe: [1357],
  why: 'The next update of the lockfile takes whatever is newest then, whoever has published it.',
  remedy: 'Ask for a version or a range such as `^4.17.21`.',
  visit: {
    lockfile({ lockfile: { manifest, file } }, { report }) {
      if (!manifest) return;
      const { runtime, dev, optional } = manifest;
      const open = Object.entries({ ...dev, ...optional, ...runtime }).filter(([, range]) => isOpen(range));
      if (!open.length) return;
      const [[first]] = open as [[string, string]];
      report(placed(manifest.locate(first), file, first), {
        key: 'open ranges',
        message: `package.json takes any version of ${few(open.map(([name]) => name))}`,
        names: open.map(([name]) => name),
      });
    },
  },
});
