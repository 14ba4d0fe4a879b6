import type { TraceRecord } from '../../cloud/aws/trace-records'
import { CappedList } from './capped-list'

export type Exchange = Extract<TraceRecord, { type: 'http.answered' }>

/** As many answers as anybody looks back for. */
const KEPT = 200

/** Web requests that were answered, the latest. */
export class Exchanges {
  #answered = new CappedList<Exchange>(KEPT)

  fork(): Exchanges {
    const fork = new Exchanges()
    fork.#answered = this.#answered.fork()
    return fork
  }

  apply(record: TraceRecord): void {
    if (record.type === 'http.answered') this.#answered.push(record)
  }

  /** The first answer to a URL since a record. */
  since(seq: number, url: string): Exchange | undefined {
    return this.#answered.items.find(
      (exchange) => exchange.seq >= seq && url.includes(`//${exchange.host}`) && url.endsWith(exchange.path),
    )
  }
}
