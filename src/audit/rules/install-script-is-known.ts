import { defineRule } from '../rule.js';

/** OWASP API10:2023, CWE-829. */
export default defineRule({
  id: 'install-script-is-known',
  title: 'Package runs a script when it is installed',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [829],
  why: "It runs as whoever installs, on developers' machines and in CI, before any test: worms spread that way.",
  remedy:
    'Install with `ignore-scripts`, and allow by name those that are needed: `allowScripts` (npm), `pnpm.onlyBuiltDependencies`, `dependenciesMeta.NAME.built` (yarn).',
  visit: {
    dependency({ dependency, lockfile, node }, { report }) {
      const { hasInstallScript, name, id, use, path } = dependency;
      if (!hasInstallScript || lockfile.manifest?.decidedScripts.has(name)) return;
      const way = path.length > 1 ? ` (${path.join(' > ')})` : '';
      report(node(), {
        key: `script of ${name}`,
        severity: use === 'runtime' ? 'medium' : 'low',
        message: `${id} runs a script at installation, and nobody has decided whether it may${way}`,
        names: [name],
      });
    },
  },
});
