/** node:worker_threads: a function is the main thread and has no other. */

import { unavailableFunctions } from './node-error'

const data = new Map<unknown, unknown>()

export default {
  ...unavailableFunctions(
    'worker_threads',
    ['Worker', 'moveMessagePortToContext', 'receiveMessageOnPort', 'postMessageToThread'],
    'start no threads: the vCPU of a small function would not run them at once either. Invoke another function.',
  ),
  isMainThread: true,
  isInternalThread: false,
  parentPort: null,
  workerData: null,
  threadId: 0,
  resourceLimits: {},
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  MessageChannel: globalThis.MessageChannel,
  MessagePort: globalThis.MessagePort,
  BroadcastChannel: globalThis.BroadcastChannel,
  getEnvironmentData: (key: unknown) => data.get(key),
  setEnvironmentData: (key: unknown, value: unknown) =>
    void (value === undefined ? data.delete(key) : data.set(key, value)),
  isMarkedAsUntransferable: () => false,
  markAsUncloneable: () => undefined,
  markAsUntransferable: () => undefined,
}
