/** Work in slices between frames: the page stays responsive however much there is. */

const SLICE_MS = 8

/**
 * Runs through steps until they end, or until it is aborted.
 * @param steps yields wherever it may be interrupted
 */
export function inSlices(steps: Iterator<unknown>, done: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const slice = (): void => {
    const until = performance.now() + SLICE_MS
    while (performance.now() < until) {
      if (!steps.next().done) continue
      timer = null
      done()
      return
    }
    timer = setTimeout(slice)
  }
  timer = setTimeout(slice)
  return () => {
    if (timer !== null) clearTimeout(timer)
  }
}
