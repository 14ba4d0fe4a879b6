/** The page's side of the thread that judges runs. */

import type { CloudApi } from '../../cloud/protocol'
import type { Question, Verdict } from './judge'

export interface ToJudge {
  readonly id: number
  readonly question: Question
  /** Where the records come in. */
  readonly port: MessagePort
}

export type FromJudge =
  { readonly id: number; readonly verdict: Verdict } | { readonly id: number; readonly problem: string }

export interface Judge {
  /** @returns when the cloud has given away its records and is free again; `verdict` comes later */
  ask(cloud: Pick<CloudApi, 'sendTrace'>, question: Question): Promise<{ readonly verdict: Promise<Verdict> }>
  dispose(): void
}

interface Waiting {
  readonly resolve: (verdict: Verdict) => void
  readonly reject: (error: Error) => void
}

/** @param start for tests: the thread */
export function createJudge(start: () => Worker = startWorker): Judge {
  const worker = start()
  const waiting = new Map<number, Waiting>()
  let next = 0

  worker.onmessage = ({ data }: MessageEvent<FromJudge>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('verdict' in data) asked?.resolve(data.verdict)
    else asked?.reject(new Error(data.problem))
  }
  const end = (reason: string): void => {
    worker.terminate()
    for (const { reject } of waiting.values()) reject(new Error(reason))
    waiting.clear()
  }
  worker.onerror = ({ message }) => end(`The run was not judged: ${message || 'the thread could not be loaded'}`)

  return {
    async ask(cloud, question) {
      const id = next++
      const verdict = new Promise<Verdict>((resolve, reject) => waiting.set(id, { resolve, reject }))
      // Who waits for it hears of a failure, and when nobody does there is nobody to tell.
      verdict.catch(() => undefined)
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ id, question, port: port1 } satisfies ToJudge, [port1])
      await cloud.sendTrace(port2)
      return { verdict }
    },
    dispose: () => end('The exploration was ended.'),
  }
}

const startWorker = (): Worker =>
  new Worker(new URL('./judge-worker.ts', import.meta.url), { type: 'module', name: 'judge' })
