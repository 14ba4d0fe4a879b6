import { parserOf, type FormatAnswer, type Formatted, type FormatRequest } from './protocol'

export { parserOf }

let worker: Worker | null = null
let last = 0
const waiting = new Map<number, { resolve(formatted: Formatted): void; reject(error: Error): void }>()

/** @throws Error with what is wrong with the text, in a line */
export function format(request: Omit<FormatRequest, 'id'>): Promise<Formatted> {
  worker ??= start()
  const id = ++last
  worker.postMessage({ id, ...request } satisfies FormatRequest)
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
}

function start(): Worker {
  const started = new Worker(new URL('../workers/format.worker.ts', import.meta.url), { type: 'module' })
  started.onmessage = ({ data }: MessageEvent<FormatAnswer>) => {
    const request = waiting.get(data.id)
    waiting.delete(data.id)
    if ('problem' in data) request?.reject(new Error(data.problem))
    else request?.resolve(data)
  }
  started.onerror = () => {
    worker = null
    for (const { reject } of waiting.values()) reject(new Error('Prettier could not be loaded.'))
    waiting.clear()
  }
  return started
}
