/** Access keys: who holds which, and until when. */

import type { TraceFact } from './aws/trace-records'
import { seconds } from './aws/units'
import type { Kernel } from './kernel/kernel'
import type { Caller, Credentials } from './services/contract'
import type { Identity } from './wire/endpoint'

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export class Sessions {
  readonly #byAccessKey = new Map<string, { readonly caller: Caller; readonly expiration: number }>()

  constructor(readonly kernel: Kernel<TraceFact>) {}

  /** @param duration seconds; Infinity for what AWS renews by itself */
  open(caller: Caller, duration: number): Credentials {
    const random = this.kernel.random('credentials')
    const accessKeyId = `ASIA${random.text(16, KEY_ALPHABET)}`
    const expiration = this.kernel.now + seconds(duration)
    this.#byAccessKey.set(accessKeyId, { caller, expiration })
    return {
      accessKeyId,
      secretAccessKey: random.text(40, SECRET_ALPHABET),
      sessionToken: `IQoJ${random.text(96, SECRET_ALPHABET)}`,
      expiration,
    }
  }

  identify(accessKeyId: string): Identity {
    const session = this.#byAccessKey.get(accessKeyId)
    if (!session) return 'unknown'
    return session.expiration < this.kernel.now ? 'expired' : session.caller
  }
}
