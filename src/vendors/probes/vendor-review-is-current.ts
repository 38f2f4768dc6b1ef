import { defineProbe, finding, well } from '../probe.js';

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** ISO 27001 A.5.22. A review holds 90, 180 or 365 days by tier. */
export default defineProbe({
  id: 'vendor-review-is-current',
  title: 'Third party is used without a review that still holds',
  severity: 'medium',
  cwe: [1357],
  owasp: ['API10:2023'],
  remedy: 'Answer the questions of `portcullis vendors review NAME`.',

  look({ name, review: { state, dueAt, deniesAt } }) {
    if (state === 'current') return [well(`${name} is reviewed until ${dayOf(dueAt)}`)];
    const texts = {
      never: `${name} was never reviewed; new use is denied from ${dayOf(deniesAt)} on`,
      due: `the review of ${name} was due on ${dayOf(dueAt)}; new use is denied from ${dayOf(deniesAt)} on`,
      expired: `the review of ${name} was due on ${dayOf(dueAt)}: new use is denied`,
      rejected: `the review of ${name} of ${dayOf(dueAt)} rejected it: new use is denied`,
    };
    return [finding('review', texts[state], { severity: state === 'never' || state === 'due' ? 'medium' : 'high' })];
  },
});
