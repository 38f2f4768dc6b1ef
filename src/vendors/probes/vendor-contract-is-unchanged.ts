import { diffContracts } from '../../audit/drift/diff.js';
import { PortcullisError } from '../../core/errors.js';
import type { Severity } from '../../core/finding.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

const mostTold = 10;

/** CWE-439. What the vendor publishes now, compared with what was reviewed. */
export default defineProbe({
  id: 'vendor-contract-is-unchanged',
  title: 'Third party changed its contract',
  severity: 'medium',
  cwe: [439],
  owasp: ['API10:2023'],
  remedy: 'Review the changes, adapt, then take the new file over and pin it.',

  async look({ name, policy: { contract } }, { net, contractOf, contractOfText }) {
    if (contract?.url === undefined) return [];
    const answer = await net.get(contract.url).catch(() => undefined);
    if (answer?.status !== 200) return [unknown(`the published contract of ${name} cannot be fetched`)];
    const before = await contractOf(contract.file).catch(() => undefined);
    if (!before) return [unknown(`the contract of ${name} on disk cannot be used`)];
    const after = await contractOfText(answer.body).catch((error: unknown) => {
      if (error instanceof PortcullisError) return undefined;
      throw error;
    });
    if (!after) return [finding('no-contract', `what ${name} publishes at its address is no contract`)];
    const changes = diffContracts(before, after).filter(({ kind }) => kind !== 'additive');
    if (changes.length === 0) return [well(`the published contract of ${name} breaks and weakens nothing`)];
    return changes.slice(0, mostTold).map(({ id, operation, part, message, severity, kind }) =>
      finding(`${id} ${operation ?? ''} ${part}`, `${message} (${kind})`, {
        severity: kind === 'breaking' && severity === 'info' ? ('low' satisfies Severity) : severity,
      }),
    );
  },
});
