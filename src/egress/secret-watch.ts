/** A shorter secret is found everywhere by chance. */
const shortestSecret = 8;

/** Finds a secret in what passes by in pieces. */
export class SecretWatch {
  readonly #secret: Buffer | undefined;
  #tail: Buffer = Buffer.alloc(0);

  constructor(secret: string | undefined) {
    this.#secret = secret !== undefined && secret.length >= shortestSecret ? Buffer.from(secret) : undefined;
  }

  /** Whether the secret ends in this piece, perhaps begun in the one before. */
  sees(piece: Buffer): boolean {
    const secret = this.#secret;
    if (!secret) return false;
    const joint = Buffer.concat([this.#tail, piece.subarray(0, secret.length - 1)]);
    if (joint.includes(secret) || piece.includes(secret)) return true;
    const kept = secret.length - 1;
    this.#tail =
      piece.length >= kept ? piece.subarray(piece.length - kept) : Buffer.concat([this.#tail, piece]).subarray(-kept);
    return false;
  }
}
