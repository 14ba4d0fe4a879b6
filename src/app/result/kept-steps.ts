/** Steps of a request's story about what it left to later invocations of its environment, or got from earlier ones. */

import { adviceOn } from '../environments/words'
import type { Environments } from '../state/environments'
import type { RequestLog } from '../state/requests'
import type { Step } from './story'

export function keptSteps({ kept, requestId }: RequestLog, environments?: Environments): readonly Step[] {
  const steps: Step[] = []
  for (const fact of kept) {
    const { at, place } = fact
    const common = { at, because: fact, ...(place && { place }) }
    if (fact.type === 'environment.state-kept') {
      steps.push({
        ...common,
        tone: 'neutral',
        title: `${fact.name} ${fact.change}`,
        detail: 'kept for the next invocation',
      })
    } else if (fact.type === 'environment.left-behind') {
      steps.push({ ...common, tone: 'timeout', title: `Left behind: ${fact.what}`, detail: adviceOn(fact) })
      const lost = environments?.get(fact.environment)?.left.find(({ fact: { seq } }) => seq === fact.seq)?.lostAt
      if (lost !== undefined) {
        steps.push({
          at: lost,
          tone: 'error',
          title: `Lost: ${fact.what}`,
          detail: 'its environment ended before the next invocation',
        })
      }
    } else if (fact.leftBy === requestId && fact.requestId !== requestId) {
      const link =
        fact.requestId === null
          ? {}
          : { link: { text: 'request', to: { kind: 'request', id: fact.requestId } } as const }
      steps.push({ ...common, tone: 'timeout', title: `${fact.what} went on in a later invocation`, ...link })
    } else {
      const by = fact.leftBy === null ? 'Init' : 'an earlier invocation'
      const link =
        fact.leftBy === null ? {} : { link: { text: 'request', to: { kind: 'request', id: fact.leftBy } } as const }
      steps.push({ ...common, tone: 'timeout', title: `${fact.what} of ${by} went on here`, ...link })
    }
  }
  return steps
}
