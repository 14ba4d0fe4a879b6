/**
 * Throttling by a token bucket, in virtual time.
 * Source: API Gateway Developer Guide, "Throttle requests to your REST APIs": a rate at which tokens come, and a burst
 * that the bucket holds at most.
 */

export class TokenBucket {
  #tokens: number
  #at: number

  /** @param rate requests per second @param burst requests @param now virtual milliseconds */
  constructor(
    readonly rate: number,
    readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst
    this.#at = now
  }

  /** Whether a request may pass, which takes a token. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.rate) / 1000)
    this.#at = now
    // Sums of fractions must not keep the token that is due.
    if (this.#tokens < 1 - 1e-9) return false
    this.#tokens -= 1
    return true
  }
}

/** Requests per second and at once, of all APIs of an account and Region. Guide, "Quotas": 10,000 and 5,000. */
const ACCOUNT_RATE = 10_000
const ACCOUNT_BURST = 5_000

const accounts = new WeakMap<object, TokenBucket>()

/** The bucket that all APIs of a simulation share. @param owner its kernel */
export function accountBucket(owner: { readonly now: number }): TokenBucket {
  const bucket = accounts.get(owner) ?? new TokenBucket(ACCOUNT_RATE, ACCOUNT_BURST, owner.now)
  accounts.set(owner, bucket)
  return bucket
}
