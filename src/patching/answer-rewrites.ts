/**
 * What a patch may name besides a guard of the gateway: parts that write answers anew, in every mode. They deny nothing,
 * so a proof looks for the attack to have no effect. Name -> what is done to the answer.
 */
export const answerRewrites: Readonly<Record<string, string>> = Object.freeze({
  'response-headers': 'Header fields of answers are set or dropped, such as Cache-Control.',
  'forwarded-headers': 'What names host and address of a call to the API is written by the gateway alone.',
  'hide-errors': 'The body of a server error is replaced by a problem document without details.',
  'uniform-answer': 'Several statuses are replaced by one and the same answer.',
});

/** Parts of the gateway that deny without being a guard: calls that fit no operation, and messages nobody can read. */
export const gatewayParts: Readonly<Record<string, string>> = Object.freeze({
  route: 'The path or the method is no operation of the contract.',
  message: 'The request can be read in more than one way, or not at all.',
});
