/**
 * Kafka's default partitioner for records with a key (murmur2, seed 0x9747b28c), so that every client of every language
 * sends an account to the same partition.
 */
const SEED = 0x9747b28c
const M = 0x5bd1e995

export const murmur2 = (key: Uint8Array): number => {
  const length = key.length
  let h = SEED ^ length
  const blocks = length & ~3
  for (let i = 0; i < blocks; i += 4) {
    let k = key[i]! | (key[i + 1]! << 8) | (key[i + 2]! << 16) | (key[i + 3]! << 24)
    k = Math.imul(k, M)
    k ^= k >>> 24
    h = Math.imul(h, M) ^ Math.imul(k, M)
  }
  const rest = length & 3
  if (rest === 3) h ^= key[blocks + 2]! << 16
  if (rest >= 2) h ^= key[blocks + 1]! << 8
  if (rest >= 1) h = Math.imul(h ^ key[blocks]!, M)
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}

/** The partition of a key among `partitions`. Text is hashed as UTF-8. */
export const partitionForKey = (key: Uint8Array | string, partitions: number): number =>
  (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions
