import { type QueryResult, QuerySyntaxError } from '../../cloud/aws/logs-insights'
import type { LogEntry } from '../state/logs'
import { ask } from './ask'
import { SAMPLES } from './samples'

/** What was asked and what came out: stays while other views are shown. */
class Insights {
  query = $state(SAMPLES[0]?.query ?? '')
  /** Log group; null for all. */
  group = $state.raw<string | null>(null)
  result = $state.raw<QueryResult | null>(null)
  problem = $state.raw<QuerySyntaxError | null>(null)
  running = $state(false)
  /** Index of a result's column. */
  sort = $state.raw<{ readonly column: number; readonly descending: boolean } | null>(null)
  chart = $state<'table' | 'bars' | 'lines'>('table')
  #asked = 0

  write(query: string): void {
    this.query = query
    this.problem = null
  }

  async run(entries: readonly LogEntry[]): Promise<void> {
    const mine = ++this.#asked
    this.running = true
    this.problem = null
    try {
      const { group } = this
      const wanted = group === null ? entries : entries.filter((entry) => entry.group === group)
      const result = await ask(this.query, wanted, () => mine !== this.#asked)
      if (!result) return
      const isByTime = result.grouping?.time != null
      if (!isByTime) this.chart = 'table'
      else if (this.result?.grouping?.time == null) this.chart = 'bars'
      this.sort = null
      this.result = result
    } catch (error) {
      if (!(error instanceof QuerySyntaxError)) throw error
      this.problem = error
    } finally {
      if (mine === this.#asked) this.running = false
    }
  }

  stop(): void {
    this.#asked++
    this.running = false
  }
}

export const insights = new Insights()
