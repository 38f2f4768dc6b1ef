import type { ApiModel, Operation } from '../../model/types.js';
import { answerType, isJsonAnswer } from '../answer-type.js';
import { keepDeclared, type KeepDeclared } from '../declared-properties.js';
import { responseFor } from '../declared-response.js';
import { deny } from '../denial.js';
import type { UpstreamAnswer } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { isJsonType, matchMediaType } from '../media-type.js';

/** Larger answers are withheld: filtering them would hold up everybody else. */
const maxBytes = 1024 * 1024;

function filters(operation: Operation, model: ApiModel): (answer: UpstreamAnswer) => KeepDeclared | undefined {
  const made = new Map<object, KeepDeclared>();
  return (answer) => {
    const content = responseFor(operation, answer.status)?.content ?? [];
    const type = answerType(answer) ?? 'application/json';
    const media = matchMediaType(content, type) ?? content.find(({ mediaType }) => isJsonType(mediaType));
    if (!media?.schema) return undefined;
    let filter = made.get(media);
    if (!filter) {
      filter = keepDeclared(model.standalone(media.schema, 'response'));
      made.set(media, filter);
    }
    return filter;
  };
}

/**
 * OWASP API3:2023, CWE-200. Removes from JSON answers what the contract's schema for that status does not declare. An
 * answer for which the contract has no schema passes unchanged; one that is larger than 1 MB, or is not the JSON that
 * it claims to be, is withheld.
 */
export default defineGuard({
  id: 'response-filter',
  phase: 'validate',
  title: 'Undeclared properties of answers',
  monitorable: true,
  settings: ['response'],

  compileAnswer(operation, { model }) {
    if (!operation.policy.response.filter) return null;
    const filterFor = filters(operation, model);
    return function filterAnswer(_exchange, answer) {
      if (answer.body.length === 0 || !isJsonAnswer(answer)) return undefined;
      const filter = filterFor(answer);
      if (!filter) return undefined;
      if (answer.body.length > maxBytes) return deny('RESPONSE_REFUSED', { detail: { reason: 'too large to filter' } });
      const whole = answer.json();
      if (whole === undefined) return deny('RESPONSE_REFUSED', { detail: { reason: 'the answer is not JSON' } });
      const kept = filter(whole);
      if (kept !== whole) answer.replaceJson(kept);
      return undefined;
    };
  },
});
