/** node:stream: `readable-stream`, tied to our process and events, with the bridges to web streams. */

import packagedEvents from 'events/'
import packagedProcess from 'process/'
import packagedStream from 'readable-stream'
import { EventEmitter } from './events'
import process from './process'
import {
  fromWebDuplex,
  fromWebReadable,
  fromWebWritable,
  toWebDuplex,
  toWebReadable,
  toWebWritable,
} from './stream-web-adapters'

/** Node's types leave out what is experimental. */
type Additions = Record<'compose' | 'destroy' | 'isDisturbed', (...values: unknown[]) => unknown>
const base = packagedStream as typeof packagedStream & Additions

// The package brings stand-ins of its own: a process whose ticks are timers (they would move the virtual clock), and
// an EventEmitter that would not be the one of node:events.
Object.defineProperties(packagedProcess, {
  nextTick: { value: process.nextTick, configurable: true, writable: true },
  emitWarning: { value: process.emitWarning, configurable: true, writable: true },
  stdout: { get: () => process.stdout, configurable: true },
  stderr: { get: () => process.stderr, configurable: true },
})
packagedEvents.init = (EventEmitter as unknown as { init: () => void }).init
Object.setPrototypeOf(base.Stream.prototype, EventEmitter.prototype as object)
Object.setPrototypeOf(base.Stream, EventEmitter)

export const { Readable, Writable, Duplex, Transform, PassThrough } = base
export const { addAbortSignal, compose, destroy, finished, isDisturbed, isErrored, isReadable, pipeline, promises } =
  base

Object.assign(Readable, { fromWeb: fromWebReadable, toWeb: toWebReadable })
Object.assign(Writable, { fromWeb: fromWebWritable, toWeb: toWebWritable })
Object.assign(Duplex, { fromWeb: fromWebDuplex, toWeb: toWebDuplex })

/** Bytes, and objects in object mode. */
const highWaterMarks = { bytes: 16 * 1024, objects: 16 }

export const getDefaultHighWaterMark = (objectMode: boolean): number =>
  objectMode ? highWaterMarks.objects : highWaterMarks.bytes
export const setDefaultHighWaterMark = (objectMode: boolean, value: number): void => {
  highWaterMarks[objectMode ? 'objects' : 'bytes'] = value
}

/** node:stream is the legacy Stream class, with everything else on it. */
const Stream = Object.assign(base.Stream, {
  Stream: base.Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  addAbortSignal,
  compose,
  destroy,
  finished,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable: (stream: { writable?: boolean; destroyed?: boolean }) => Boolean(stream.writable) && !stream.destroyed,
  isDestroyed: (stream: { destroyed?: boolean }) => Boolean(stream.destroyed),
  pipeline,
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  _isUint8Array: (value: unknown) => value instanceof Uint8Array,
})
Object.defineProperty(Stream, 'promises', { value: promises, configurable: true, enumerable: true, writable: true })

export default Stream
