/** Long tasks that nobody waits for run while nobody types. */

/** Since the last key or click. */
const PAUSE_MS = 1200
/** With animations running, a browser may never call itself idle. */
const IDLE_AT_MOST_MS = 1000

let touchedAt = -Infinity
for (const type of ['keydown', 'input', 'pointerdown'] as const) {
  addEventListener(type, () => (touchedAt = performance.now()), { capture: true, passive: true })
}

/** Resolves in a moment without work, after a pause of the person at the keyboard. */
export async function quiet(): Promise<void> {
  for (;;) {
    const wait = touchedAt + PAUSE_MS - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    else {
      await idle()
      if (performance.now() - touchedAt >= PAUSE_MS) return
    }
  }
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: IDLE_AT_MOST_MS })
    else setTimeout(resolve, 50)
  })
}
