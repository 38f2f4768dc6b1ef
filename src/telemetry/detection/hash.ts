/**
 * 53-bit hash of a text, mixed with a number nobody outside knows: collisions cannot be prepared. Not for secrets.
 * Two 32-bit multiplicative hashes side by side; one in 2^53 pairs of different texts collides.
 */
export function hashText(text: string, seed: number): number {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x85ebca6b ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  return finish(a, b);
}

/** Hash of two hashes, or of a hash and a small number. */
export function mixHashes(first: number, second: number): number {
  const a = Math.imul((first >>> 0) ^ 0x27d4eb2f, 0x9e3779b1) ^ (second >>> 0);
  const b = Math.imul((second >>> 0) ^ Math.trunc(first / 0x100000000), 0x5f356495) ^ Math.trunc(second / 0x100000000);
  return finish(Math.imul(a, 0x85ebca6b), Math.imul(b, 0xc2b2ae35));
}

function finish(first: number, second: number): number {
  let [a, b] = [first, second];
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b & 0x1fffff) * 0x100000000 + (a >>> 0);
}
