/** What a third party's contract says about one call. */
export interface ContractVerdict {
  /** The answer breaks the contract: why, in words of ours. */
  readonly refused?: string;
  /** The answer holds properties that the contract does not name: their places. */
  readonly drift?: readonly string[];
}

export interface CallAnswer {
  readonly status: number;
  /** `Content-Type`, as received. */
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** One operation of the contract. */
export interface ContractOperation {
  readonly id: string;
  judge(answer: CallAnswer): ContractVerdict;
}

/** Compares calls with the pinned contract of a third party. */
export interface ContractCheck {
  /** Undefined when the contract has no such operation. */
  find(method: string, path: string): ContractOperation | undefined;
}
