import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const same: Record<string, Snippet> = {
  'calls listeners in order, once or always': (require) => {
    const EventEmitter = require('events')
    const emitter = new EventEmitter()
    const heard: unknown[] = []
    const listener = (...values: unknown[]) => heard.push(['on', ...values])
    emitter.on('x', listener)
    emitter.once('x', (value: unknown) => heard.push(['once', value]))
    emitter.prependListener('x', () => heard.push('first'))
    emitter.prependOnceListener('x', () => heard.push('very first'))
    const results = [emitter.emit('x', 1, 2), emitter.emit('x', 3), emitter.emit('y')]
    emitter.off('x', listener)
    emitter.emit('x')
    return [heard, results, emitter.listenerCount('x'), emitter.eventNames()]
  },
  'tells about listeners': (require) => {
    const { EventEmitter, getEventListeners, listenerCount } = require('events')
    const emitter = new EventEmitter()
    const heard: unknown[] = []
    const one = () => 1
    emitter.on('newListener', (name: string, listener: unknown) => heard.push(['new', name, listener === one]))
    emitter.on('removeListener', (name: string, listener: unknown) => heard.push(['gone', name, listener === one]))
    emitter.once('a', one)
    emitter.on('a', one)
    const symbol = Symbol.for('s')
    emitter.on(symbol, one)
    const before = [
      emitter.listeners('a').map((listener: unknown) => listener === one),
      emitter.rawListeners('a').map((listener: unknown) => listener === one),
      emitter.eventNames().map(String),
      getEventListeners(emitter, 'a').length,
      listenerCount(emitter, 'a'),
      emitter.listenerCount('a', one),
    ]
    emitter.removeListener('a', one)
    emitter.removeAllListeners('a')
    emitter.removeAllListeners()
    return [before, heard, emitter.eventNames(), emitter.getMaxListeners(), EventEmitter.defaultMaxListeners]
  },
  'listeners may come and go while an event is delivered': (require) => {
    const { EventEmitter } = require('events')
    const emitter = new EventEmitter()
    const heard: string[] = []
    emitter.on('x', () => {
      heard.push('a')
      emitter.removeListener('x', b)
      emitter.on('x', () => heard.push('late'))
    })
    const b = () => heard.push('b')
    emitter.on('x', b)
    emitter.emit('x')
    emitter.emit('x')
    return heard
  },
  'errors that nobody hears are thrown': (require) => {
    const { EventEmitter, errorMonitor } = require('events')
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    emitter.on(errorMonitor, (error: Error) => seen.push(error.message ?? error))
    return [
      each([
        () => emitter.emit('error', new TypeError('x')),
        () => emitter.emit('error', 'text'),
        () => emitter.emit('error', { a: 1 }),
        () => emitter.emit('error'),
      ]),
      seen.length,
    ]
  },
  'complains as Node does': (require) => {
    const { EventEmitter } = require('events')
    const emitter = new EventEmitter()
    return each([
      () => emitter.on('x'),
      () => emitter.once('x', 5),
      () => emitter.off('x', 'y'),
      () => emitter.setMaxListeners(-1),
      () => EventEmitter.setMaxListeners(-1),
      () => (EventEmitter.defaultMaxListeners = -1),
    ])
  },
  'once and on as promises and iterators': async (require) => {
    const { EventEmitter, on, once } = require('events')
    const emitter = new EventEmitter()
    const waiting = once(emitter, 'ready')
    emitter.emit('ready', 1, 2)
    const failing = once(emitter, 'ready').catch((error: Error) => error.message)
    emitter.emit('error', new Error('early'))
    const iterator = on(emitter, 'item')
    emitter.emit('item', 'a')
    emitter.emit('item', 'b')
    const items = [await iterator.next(), await iterator.next()]
    const pending = iterator.next().catch((error: Error) => error.message)
    emitter.emit('error', new Error('late'))
    const controller = new AbortController()
    const aborted = once(emitter, 'never', { signal: controller.signal }).catch((error: NodeJS.ErrnoException) => [
      error.name,
      error.code,
      error.message,
    ])
    controller.abort()
    const target = new EventTarget()
    const event = once(target, 'e')
    target.dispatchEvent(new Event('e'))
    const closing = new EventEmitter()
    setImmediate(() => {
      closing.emit('line', 1)
      closing.emit('line', 2)
      closing.emit('end')
    })
    const lines = []
    for await (const [line] of on(closing, 'line', { close: ['end'] })) lines.push(line)
    return [
      await waiting,
      await failing,
      items,
      await pending,
      await iterator.next(),
      await aborted,
      (await event)[0].type,
      emitter.listenerCount('item'),
      lines,
    ]
  },
  'captures rejections if asked to': async (require) => {
    const { EventEmitter, captureRejectionSymbol } = require('events')
    const emitter = new EventEmitter({ captureRejections: true })
    const error = new Promise((resolve) => emitter.on('error', resolve))
    emitter.on('x', async () => {
      throw new Error('rejected')
    })
    emitter.emit('x')
    const own = new EventEmitter({ captureRejections: true })
    const handled = new Promise(
      (resolve) =>
        (own[captureRejectionSymbol] = (...values: unknown[]) =>
          resolve(values.map((value) => (value instanceof Error ? value.message : value)))),
    )
    own.on('y', () => Promise.reject(new Error('mine')))
    own.emit('y', 'value')
    return [((await error) as Error).message, await handled]
  },
  'is a constructor of every kind': (require) => {
    const EventEmitter = require('events')
    class Modern extends EventEmitter {}
    function Legacy(this: object) {
      EventEmitter.call(this)
    }
    Legacy.prototype = Object.create(EventEmitter.prototype)
    const legacy = new (Legacy as never as new () => NodeJS.EventEmitter)()
    const mixed = Object.assign({}, EventEmitter.prototype)
    let count = 0
    for (const emitter of [new Modern() as NodeJS.EventEmitter, legacy, mixed]) emitter.on('x', () => count++).emit('x')
    return [
      count,
      EventEmitter.EventEmitter === EventEmitter,
      new Modern() instanceof EventEmitter,
      typeof EventEmitter.once,
    ]
  },
}

describe('events', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('too many listeners are warned about once', async () => {
    const { require, output, settle } = await createEnvironment()
    const { EventEmitter } = require('events')
    const emitter = new EventEmitter()
    for (let count = 0; count < 13; count++) emitter.on('x', () => undefined)
    await settle(Promise.resolve())
    expect(output.join('')).toMatch(
      /^\(node:2\) MaxListenersExceededWarning: Possible EventEmitter memory leak detected\. 11 x listeners added to \[EventEmitter\]\. MaxListeners is 10\./,
    )
    expect(output.join('').match(/MaxListeners is/g)).toHaveLength(1)
  })
})
