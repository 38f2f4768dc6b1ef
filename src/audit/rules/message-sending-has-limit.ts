import type { Operation, RateLimit } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { lastPathWord, meaningPath, nameOf, wordsOf } from '../words.js';

/** Messages an hour for one caller that cannot empty an account or fill a mailbox. */
const mostPerHour = 120;

const sends =
  /^(send|resend)( (sms|code|otp|email|mail|message|invite|invitation|verification|link|notification|text|whatsapp|fax)s?)*$|^(sms|text messages?|otp|invite|invites|invitations|magic link|verification code|share by email)$|^(forgot|forget|reset|recover) password$|^password (forgot|reset|recovery)$/;

const sendsById =
  /^(re)?send (sms|otp|code|email|mail|message|text|invit\w*|verification|magic link|whatsapp|fax)|^invite (user|member|guest|collaborator|friend)/;

function isSending(operation: Operation): boolean {
  if (operation.outgoing || operation.method !== 'post' || !operation.isWrite) return false;
  return sends.test(lastPathWord(meaningPath(operation))) || sendsById.test(wordsOf(operation.operationId ?? ''));
}

/** For one caller: a limit for all together is used up by the first who tries. */
function isStrict({ limit, windowSeconds, per, cost }: RateLimit): boolean {
  return per !== 'operation' && ((limit / cost) * 3600) / windowSeconds <= mostPerHour;
}

/** OWASP API4:2023 and API6:2023, CWE-799. */
export default defineRule({
  id: 'message-sending-has-limit',
  title: 'Anybody can make the API send messages without end',
  severity: 'high',
  owasp: ['API4:2023', 'API6:2023'],
  cwe: [799],
  why: 'Each call sends a text message or mail that the owner of the API pays for, to whomever the caller names.',
  remedy: 'Set `rateLimits` for the operation: a few an hour per caller, and per recipient (`per: { body: /phone }`).',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    operation(operation, { report }) {
      if (!isSending(operation) || operation.policy.rateLimits.some(isStrict)) return;
      report(operation.node, {
        message: `${nameOf(operation)} sends messages, and one caller may use it more than ${mostPerHour} times an hour`,
        patch: { guard: 'rate-limit', set: { rateLimits: [{ limit: 5, windowSeconds: 300, per: 'principal' }] } },
      });
    },
  },
});
