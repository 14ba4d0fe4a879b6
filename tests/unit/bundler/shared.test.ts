import { afterEach, expect, it, vi } from 'vitest'
import { sharedThread } from '../../../src/bundler/shared'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const ORIGIN = 'https://playground.example'

/** A frame of some origin, in a page with these others. */
function inFrame(others: readonly object[]): Record<string, unknown> {
  const own: Record<string, unknown> = { location: { origin: ORIGIN } }
  vi.stubGlobal('window', own)
  vi.stubGlobal('location', own['location'])
  vi.stubGlobal('parent', { frames: [own, ...others] })
  vi.stubGlobal('ErrorEvent', class extends Event {})
  return own
}

const workerOf = () => ({
  postMessage: vi.fn(),
  addEventListener: vi.fn(),
  removeEventListener: vi.fn(),
  terminate: vi.fn(),
})
const starting = (worker: object) => () => worker as Worker

it('starts a thread where nobody has one, and lends it until it ends', () => {
  const stranger = {
    get location(): never {
      throw new DOMException('Blocked', 'SecurityError')
    },
  }
  const own = inFrame([stranger, { location: { origin: ORIGIN } }])
  const worker = workerOf()
  const thread = sharedThread(starting(worker))
  expect(own['coldstartBundler']).toBe(worker)
  thread.terminate()
  expect(worker.terminate).toHaveBeenCalledOnce()
  expect(own['coldstartBundler']).toBeUndefined()
})

it('borrows what another frame of its origin has, and notices when that is gone', () => {
  vi.useFakeTimers()
  const worker = workerOf()
  const lender = { location: { origin: ORIGIN }, coldstartBundler: worker, closed: false }
  inFrame([{ location: { origin: 'https://other.example' }, coldstartBundler: workerOf() }, lender])
  const start = vi.fn()
  const thread = sharedThread(start)
  expect(start).not.toHaveBeenCalled()
  expect(worker.postMessage).toHaveBeenCalledWith({ type: 'bundler-lend' }, [expect.any(MessagePort)])
  const died = vi.fn()
  thread.addEventListener('error', died)
  vi.advanceTimersByTime(2000)
  expect(died).not.toHaveBeenCalled()
  lender.closed = true
  vi.advanceTimersByTime(1000)
  expect(died).toHaveBeenCalledOnce()
  thread.terminate()
  vi.advanceTimersByTime(5000)
  expect(died).toHaveBeenCalledOnce()
})
