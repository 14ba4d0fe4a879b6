/** What the main thread did in its long tasks: Chromium's trace with samples of its stack. */

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'disabled-by-default-v8.cpu_profiler']
/** The worst places that are named of a task. */
const PLACES = 4

/**
 * @param page of Playwright
 * @param work what is traced
 * @returns its result, and the tasks of the page's main thread over `atLeastMs` with where their time went, longest first
 */
export async function traceLongTasks(page, atLeastMs, work) {
  const session = await page.context().newCDPSession(page)
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } })
  const result = await work()
  await session.send('Tracing.end')
  await done
  await session.detach()
  return { result, tasks: longTasks(events, atLeastMs) }
}

function longTasks(events, atLeastMs) {
  // The thread that begins frames of the page itself: other renderers have a main thread too.
  const busiest = new Map()
  for (const { name, pid, tid } of events) {
    if (name === 'FireAnimationFrame') busiest.set(`${pid} ${tid}`, (busiest.get(`${pid} ${tid}`) ?? 0) + 1)
  }
  const main = [...busiest].sort(([, a], [, b]) => b - a)[0]?.[0]
  const isMain = ({ pid, tid }) => `${pid} ${tid}` === main
  const samples = samplesOf(events, isMain)
  const began = Math.min(...events.filter(({ ts }) => ts > 0).map(({ ts }) => ts))
  return events
    .filter((event) => event.name === 'RunTask' && isMain(event) && event.dur >= atLeastMs * 1000)
    .map(({ ts, dur, tdur }) => ({
      start: (ts - began) / 1000,
      duration: dur / 1000,
      cpu: (tdur ?? dur) / 1000,
      places: placesOf(events, isMain, samples, ts, ts + dur),
    }))
    .sort((a, b) => b.duration - a.duration)
}

/** Stacks of the main thread by time. */
function samplesOf(events, isMain) {
  const profile = events.find((event) => event.name === 'Profile' && isMain(event))
  if (!profile) return []
  const nodes = new Map()
  const samples = []
  let at = profile.args.data.startTime
  for (const { name, id, pid, args } of events) {
    if (name !== 'ProfileChunk' || id !== profile.id || pid !== profile.pid) continue
    const { cpuProfile = {}, timeDeltas = [] } = args.data
    for (const node of cpuProfile.nodes ?? []) nodes.set(node.id, node)
    ;(cpuProfile.samples ?? []).forEach((node, index) => {
      at += timeDeltas[index] ?? 0
      samples.push({ at, took: 0, node })
    })
  }
  samples.sort((a, b) => a.at - b.at)
  samples.forEach((sample, index) => (sample.took = (samples[index + 1]?.at ?? sample.at) - sample.at))
  const stackOf = (id) => {
    const stack = []
    for (let node = nodes.get(id); node; node = nodes.get(node.parent)) stack.push(nameOf(node.callFrame))
    return stack
  }
  return samples.map(({ at: time, took, node }) => ({ at: time, took, stack: stackOf(node) }))
}

function nameOf({ functionName, url = '', lineNumber, columnNumber }) {
  if (url === '') return functionName
  return `${functionName || 'anonymous'} ${url.split('/').pop()}:${(lineNumber ?? 0) + 1}:${(columnNumber ?? 0) + 1}`
}

/** The functions with most time below them, and what the browser itself did. */
function placesOf(events, isMain, samples, from, to) {
  const total = new Map()
  const add = (name, took) => total.set(name, (total.get(name) ?? 0) + took / 1000)
  for (const { at, took, stack } of samples) {
    if (at < from || at >= to) continue
    if (stack[0]) add(`self: ${stack[0]}`, took)
    for (const name of new Set(stack)) if (!name.startsWith('(')) add(`below: ${name}`, took)
  }
  for (const event of events) {
    const isOwn = ['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'MajorGC', 'MinorGC', 'Layerize', 'Commit']
    if (isMain(event) && event.dur && event.ts >= from && event.ts < to && isOwn.includes(event.name))
      add(`browser: ${event.name}`, event.dur)
  }
  const worst = [...total].sort(([, a], [, b]) => b - a)
  const first = (kind) => worst.filter(([name]) => name.startsWith(kind)).slice(0, PLACES)
  return [...first('below'), ...first('self'), ...first('browser')].map(
    ([name, took]) => `${Math.round(took)} ms ${name}`,
  )
}
