import type { ApiModel, MediaType, Operation, ResponseSpec } from '../../model/types.js';
import { answerType } from '../answer-type.js';
import { headerOf } from '../../core/http.js';
import { responseFor } from '../declared-response.js';
import { deny } from '../denial.js';
import type { Denial, UpstreamAnswer } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { isJsonType, matchMediaType } from '../media-type.js';
import { validatorOf } from '../schema-validator.js';

const noBody = new Set([204, 205, 304]);

/** Places go to the event: what the contract does not know is the API's fault, not the caller's. */
function refuse(reason: string, places?: readonly object[]): Denial {
  return deny('RESPONSE_REFUSED', { detail: { reason, ...(places ? { places } : {}) } });
}

function missingHeader({ headers }: ResponseSpec, answer: UpstreamAnswer): string | undefined {
  return [...headers].find(([name, { required }]) => required && headerOf(answer.headers, name) === undefined)?.[0];
}

function judgeBody(answer: UpstreamAnswer, media: MediaType, model: ApiModel): Denial | undefined {
  const type = answerType(answer);
  if (!media.schema || type === undefined || !isJsonType(type)) return undefined;
  const value = answer.json();
  if (value === undefined) return refuse('the answer is not JSON');
  const errors = validatorOf(model, media.schema, { direction: 'response' })(value);
  return errors && refuse('the body does not match the contract', errors);
}

function judge(operation: Operation, model: ApiModel, answer: UpstreamAnswer): Denial | undefined {
  const response = responseFor(operation, answer.status);
  if (!response) return refuse('the status is not in the contract');
  const header = missingHeader(response, answer);
  if (header !== undefined) return refuse(`the header field ${header} is missing`);
  // A response without `content` says nothing about a body.
  if (answer.body.length === 0 || response.content.length === 0 || noBody.has(answer.status)) return undefined;
  const type = answerType(answer);
  const media = type === undefined ? undefined : matchMediaType(response.content, type);
  return media ? judgeBody(answer, media, model) : refuse('the media type is not in the contract');
}

/**
 * CWE-200, CWE-707. Compares answers with the contract: status, required header fields, media type and, of JSON, the
 * schema (`writeOnly` properties are not allowed in it). What differs is withheld, or only reported.
 */
export default defineGuard({
  id: 'response-schema',
  phase: 'validate',
  title: 'Answers as the contract says',
  monitorable: true,
  settings: ['response'],

  monitorsOnly: ({ policy }) => policy.response.validate === 'monitor',

  compileAnswer(operation, { model }) {
    const { validate, samplePercent } = operation.policy.response;
    if (validate === 'off') return null;
    // Evenly spread, so that the share is exact and needs no dice; the first answer is always compared.
    let owed = 100 - samplePercent;
    return function compareAnswer(_exchange, answer) {
      owed += samplePercent;
      if (owed < 100) return undefined;
      owed %= 100;
      return judge(operation, model, answer);
    };
  },
});
