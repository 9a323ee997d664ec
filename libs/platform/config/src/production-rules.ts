const PLACEHOLDER = /REPLACE[_-]?WITH|CHANGE[_-]?(THIS|ME)|EXAMPLE|PLACEHOLDER|^(secret|password|default)/i;
const MIN_ENTROPY_BITS = 128;
const MIN_BYTES = 32;

/** Shannon estimate over the characters of a secret, in bits. It is an upper bound: good enough to catch `aaaa…` and short words. */
function estimateEntropyBits(secret: string): number {
  const counts = new Map<string, number>();
  const characters = Array.from(secret);
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = characters.length;
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / length);
  return bits;
}

/**
 * Why a secret must not be used in production, or `undefined`.
 * ASVS 5.0 V13.3: secrets are generated, not chosen, and never the shipped ones.
 */
export function weaknessOf(secret: string): string | undefined {
  if (PLACEHOLDER.test(secret)) return 'still contains a placeholder; generate a real secret';
  if (Buffer.byteLength(secret) < MIN_BYTES) return `must have at least ${MIN_BYTES} bytes in production`;
  if (estimateEntropyBits(secret) < MIN_ENTROPY_BITS) return 'is too predictable; generate a random one';
  return undefined;
}
