/**
 * Which partition a record goes to: Kafka's default partitioner, murmur2 over the key's bytes. Records without a key take
 * the partitions in turn (MODEL: Kafka's producer fills a batch for one partition and then goes on to another).
 */

const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995

/** MurmurHash2 (public domain, Austin Appleby), 32 bits, as Kafka's clients compute it. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes
  const byte = (index: number): number => bytes[index] ?? 0
  let hash = SEED ^ length
  const whole = length - (length % 4)
  for (let index = 0; index < whole; index += 4) {
    let word = byte(index) | (byte(index + 1) << 8) | (byte(index + 2) << 16) | (byte(index + 3) << 24)
    word = Math.imul(word, MULTIPLIER)
    word ^= word >>> 24
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER)
  }
  const left = length - whole
  if (left >= 3) hash ^= byte(whole + 2) << 16
  if (left >= 2) hash ^= byte(whole + 1) << 8
  if (left >= 1) hash = Math.imul(hash ^ byte(whole), MULTIPLIER)
  hash ^= hash >>> 13
  hash = Math.imul(hash, MULTIPLIER)
  return hash ^ (hash >>> 15)
}

export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
