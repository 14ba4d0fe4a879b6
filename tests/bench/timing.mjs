/** Timing of asynchronous work that runs one after the other, in this process. */

const WARM_UP_RUNS = 50

/** @returns milliseconds of each of `runs` calls of `work`, after some that are not counted */
export async function timeWarm(work, runs = 200) {
  for (let run = 0; run < WARM_UP_RUNS; run++) await work()
  const times = []
  for (let run = 0; run < runs; run++) times.push(await timeOnce(work))
  return times
}

/** @returns milliseconds that one call took */
export async function timeOnce(work) {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
