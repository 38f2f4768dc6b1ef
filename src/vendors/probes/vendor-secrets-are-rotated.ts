import { defineProbe, finding, well } from '../probe.js';

/** CWE-324. The longer a secret lives, the more copies of it there are. */
export default defineProbe({
  id: 'vendor-secrets-are-rotated',
  title: 'Secret for a third party is older than agreed',
  severity: 'medium',
  cwe: [324],
  owasp: ['API2:2023'],
  remedy: 'Make a new secret at the vendor, put it in with `portcullis vault set NAME`, then revoke the old one.',

  look: ({ secrets }) =>
    secrets.map(({ name, ageDays, rotateDays }) => {
      if (ageDays === undefined) return finding(`${name} missing`, `there is no secret ${name} in the vault`);
      if (ageDays <= rotateDays) return well(`secret ${name} is ${ageDays} days old`);
      return finding(name, `secret ${name} is ${ageDays} days old; ${rotateDays} were agreed`);
    }),
});
