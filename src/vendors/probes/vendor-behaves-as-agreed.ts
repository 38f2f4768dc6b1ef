import { defineProbe, finding, unknown, well, type Seen } from '../probe.js';

const fewestCalls = 20;
const mostFailing = 0.05;

/** CWE-707. What the event log of 30 days says: failures, answers besides the contract, forged webhooks. */
export default defineProbe({
  id: 'vendor-behaves-as-agreed',
  title: 'Third party does not behave as its contract says',
  severity: 'medium',
  cwe: [707],
  owasp: ['API10:2023'],
  remedy: 'Compare `portcullis events search --kind egress_call` with the contract, and ask the vendor.',

  look({ name, integrations, calls: { calls, failed, drifted, refusedAnswers, refusedWebhooks } }) {
    if (integrations.size === 0) return [];
    const seen: (Seen | false)[] = [
      calls >= fewestCalls &&
        failed > calls * mostFailing &&
        finding('failures', `${failed} of ${calls} calls to ${name} failed in 30 days`, { severity: 'low' }),
      refusedAnswers > 0 && finding('answers', `${refusedAnswers} answers of ${name} broke its contract in 30 days`),
      drifted > 0 &&
        finding('drift', `${drifted} answers of ${name} held properties that its contract does not name`, {
          severity: 'low',
        }),
      refusedWebhooks > 0 && finding('webhooks', `${refusedWebhooks} webhooks in the name of ${name} were refused`),
    ];
    const found = seen.filter((one) => one !== false);
    if (found.length > 0) return found;
    return [
      calls === 0 ? unknown(`${name} was not called in 30 days`) : well(`${calls} calls in 30 days were as agreed`),
    ];
  },
});
