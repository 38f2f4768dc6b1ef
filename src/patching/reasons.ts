/** Why a gateway cannot close what a check finds. The code-level remedy stands at the check. */
export interface Reason {
  readonly reason: string;
  /** Detector that sees when the hole is used. */
  readonly watch?: string;
}

const ownFault =
  'The answer to a legitimate call is what is wrong: to withhold it would break the call, and nothing in it says what the right one is.';
const listener =
  'It is about the connection to the API itself. The listeners of the gateway take TLS 1.2 or newer with sound ciphers: let clients reach the API through them, and nobody else.';

/** Checks whose findings no setting of an operation closes. */
export const reasons: Readonly<Record<string, Reason>> = Object.freeze({
  'object-id-predictable': {
    reason:
      'Ids are made in the code. What makes a guessed one useful is the missing owner check, which has a finding and a patch of its own.',
    watch: 'object-enumeration',
  },
  'session-survives-logout': {
    reason: 'The token stays valid inside the API, and the gateway does not know which sessions have ended.',
    watch: 'ended-credential-used',
  },
  'refresh-token-reusable': {
    reason: 'The API keeps the tokens: whether one has been used before is not in the request.',
    watch: 'refresh-token-replay',
  },
  'step-skippable': {
    reason: 'Which step comes first is a rule of business that the code must keep with the thing itself.',
    watch: 'flow-automation',
  },
  'webhook-signature-unchecked': {
    reason: 'The secret that events are signed with is known to the API and its vendor, not to the gateway.',
    watch: 'third-party-anomaly',
  },
  'server-error-on-valid-input': {
    reason:
      'The contract allows the call, so it must go through. What the error would tell is hidden by `response.hideErrors`.',
    watch: 'operation-error-burst',
  },
  'response-violates-contract': { reason: ownFault, watch: 'contract-drift' },
  'status-undeclared': { reason: ownFault, watch: 'contract-drift' },
  'content-type-undeclared': { reason: ownFault, watch: 'contract-drift' },
  'tls-version-weak': { reason: listener },
  'tls-cipher-weak': { reason: listener },
  'tls-certificate-weak': { reason: listener },
  'cleartext-http-accepted': { reason: listener },
});
