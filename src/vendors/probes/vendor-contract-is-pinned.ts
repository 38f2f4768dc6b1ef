import { PortcullisError } from '../../core/errors.js';
import { sha256 } from '../../core/ids.js';
import { defineProbe, finding, well } from '../probe.js';

/** CWE-494. What answers are compared with must be what was reviewed. */
export default defineProbe({
  id: 'vendor-contract-is-pinned',
  title: 'Answers of a third party are compared with no reviewed contract',
  severity: 'low',
  cwe: [494],
  owasp: ['API10:2023'],
  remedy: 'Name the contract in `vendors`, with the sha256 of the file that was reviewed.',

  async look({ name, policy: { contract }, integrations }, { read, contractOf }) {
    if (!contract) {
      if (integrations.size === 0) return [];
      return [finding('absent', `${name} has no contract: its answers are not checked`)];
    }
    const place = { file: contract.file, line: 1, column: 1 };
    try {
      await contractOf(contract.file);
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      const text = `the contract of ${name} cannot be used: ${error.message}`;
      return [finding('unreadable', text, { severity: 'high', place: error.place ?? place })];
    }
    const digest = sha256(read(contract.file));
    if (contract.sha256 === undefined) {
      return [finding('not-pinned', `the contract of ${name} is not pinned; its sha256 is ${digest}`, { place })];
    }
    if (contract.sha256 === digest) return [well(`the contract of ${name} is the one that was reviewed`)];
    return [
      finding('changed', `the contract of ${name} is not the one that was pinned; its sha256 is ${digest}`, {
        severity: 'high',
        place,
      }),
    ];
  },
});
