import { expect, it, vi } from 'vitest'
import { ResourceViews } from '../../../../src/app/state/resource-views.svelte'

it('lets whoever asks during a look wait for its end, so that asking again cannot hold up the page', async () => {
  vi.useFakeTimers()
  const ask = vi.fn(async () => [])
  const views = new ResourceViews(ask)
  void views.follow(1, null)
  let resolved = false
  const waiting = views.follow(2, null).then(() => (resolved = true))
  // Microtasks alone do not end it.
  for (let n = 0; n < 100; n++) await Promise.resolve()
  expect(resolved).toBe(false)
  expect(views.isBehind(2, null)).toBe(true)
  await vi.runAllTimersAsync()
  await waiting
  void views.follow(2, null)
  await vi.runAllTimersAsync()
  expect(ask).toHaveBeenCalledTimes(2)
  expect(views.isBehind(2, null)).toBe(false)
  vi.useRealTimers()
})

it('goes on after a look that failed', async () => {
  vi.useFakeTimers()
  const views = new ResourceViews(vi.fn().mockRejectedValueOnce(new Error('gone')).mockResolvedValue([]))
  await views.follow(1, null)
  void views.follow(2, null)
  await vi.runAllTimersAsync()
  expect(views.isBehind(2, null)).toBe(false)
  vi.useRealTimers()
})
