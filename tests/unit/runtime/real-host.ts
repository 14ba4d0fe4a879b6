/** An environment host for Node: each process is the very runtime that ships, in a worker thread (see harness.ts). */

import { LinesCollector, type EnvironmentHost, type TurnEnd } from '../../../src/cloud/lambda/host'
import type { FromEnvironment } from '../../../src/runtime/protocol'
import { runtimeWorker, runtimeScript } from './harness'

export interface RealHost extends EnvironmentHost {
  stop(): Promise<void>
}

export async function realHost(): Promise<RealHost> {
  const script = await runtimeScript()
  const running = new Set<ReturnType<typeof runtimeWorker>>()
  return {
    start() {
      const worker = runtimeWorker(script)
      running.add(worker)
      const ahead = new LinesCollector()
      return {
        turn: (message) =>
          new Promise<TurnEnd>((resolve, reject) => {
            const receive = (answer: FromEnvironment): void => {
              if (answer.type === 'lines') {
                ahead.add(answer.lines)
                return
              }
              worker.off('message', receive)
              worker.off('error', reject)
              resolve(ahead.finish({ kind: 'yield', yield: answer }))
            }
            worker.on('message', receive)
            worker.once('error', reject)
            worker.postMessage(message)
          }),
        terminate() {
          running.delete(worker)
          void worker.terminate()
        },
      }
    },
    async stop() {
      await Promise.all([...running].map((worker) => worker.terminate()))
    },
  }
}
