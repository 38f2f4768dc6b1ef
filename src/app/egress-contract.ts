import type { CallAnswer, ContractCheck, ContractOperation, ContractVerdict } from '../egress/contract-check.js';
import { responseFor } from '../gateway/declared-response.js';
import { isJsonType, matchMediaType, parseContentType } from '../gateway/media-type.js';
import { Router } from '../gateway/router.js';
import { validatorOf } from '../gateway/schema-validator.js';
import type { ApiModel, MediaType, Operation } from '../model/types.js';

const noBody = new Set([204, 205, 304]);

/** Compares calls with a third party's contract. Its paths begin with that of its first server. */
export function contractCheck(model: ApiModel): ContractCheck {
  const router = new Router<ContractOperation>();
  for (const operation of model.operations.values()) {
    if (operation.outgoing) continue;
    const judge = (answer: CallAnswer) => judgeAnswer(operation, model, answer);
    router.add(operation.method.toUpperCase(), operation.publicPath, { id: operation.id, judge });
  }
  return {
    find(method, path) {
      const match = router.find(method, path);
      return match.kind === 'found' ? match.route : undefined;
    },
  };
}

/** Why an answer breaks the contract, or what it holds besides it. Texts are ours: no values, names within bounds. */
function judgeAnswer(operation: Operation, model: ApiModel, answer: CallAnswer): ContractVerdict {
  const response = responseFor(operation, answer.status);
  if (!response) return { refused: `status ${answer.status} is not in the contract` };
  if (answer.body.length === 0 || response.content.length === 0 || noBody.has(answer.status)) return {};
  const type = parseContentType(answer.type ?? '')?.mediaType;
  const media = type === undefined ? undefined : matchMediaType(response.content, type);
  if (!media || type === undefined) return { refused: 'the media type is not in the contract' };
  return isJsonType(type) && media.schema ? judgeJson(answer.body, media, model) : {};
}

function judgeJson(body: Buffer, { schema }: MediaType, model: ApiModel): ContractVerdict {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return { refused: 'the answer is not JSON' };
  }
  const errors = validatorOf(model, schema!, { direction: 'response' })(value);
  if (errors) return { refused: errors.map(({ pointer, reason }) => `${pointer || '/'} ${reason}`).join('; ') };
  const drift = validatorOf(model, schema!, { direction: 'response', closed: true })(value);
  return drift ? { drift: drift.map(({ pointer, reason }) => `${pointer || '/'} ${reason}`) } : {};
}
