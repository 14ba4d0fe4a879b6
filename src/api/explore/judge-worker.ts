/** The thread in which runs are judged: their records come straight from their sandbox, and go no further. */

import { judge } from './judge'
import type { FromJudge, ToJudge } from './judge-client'

onmessage = ({ data: { id, question, port } }: MessageEvent<ToJudge>) => {
  const texts: string[] = []
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') texts.push(data)
    if (data !== null) return
    port.close()
    postMessage(answer(id, () => judge(texts, question)))
  }
}

function answer(id: number, work: () => ReturnType<typeof judge>): FromJudge {
  try {
    return { id, verdict: work() }
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) }
  }
}
