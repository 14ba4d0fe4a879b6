import { describe, expect, it } from 'vitest'
import { Pacer } from '../../../../src/cloud/kernel/pacer'
import { fromKept, KeptRun, toKeep } from '../../../../src/cloud/replay/kept-run'
import { RecordedCloud } from '../../../../src/cloud/replay/recorded-cloud'
import type { RecordedRun } from '../../../../src/cloud/replay/recording'
import { Replay } from '../../../../src/cloud/replay/replay'
import { ResumedHost } from '../../../../src/cloud/replay/resumed-host'
import { respond, scriptedHost } from '../scripted-host'
import { deployOn, lambdaFunction } from '../stack'
import { obedient, STORIES } from './stories'

const textOf = (cloud: RecordedCloud): readonly string[] =>
  cloud.kernel.trace.since(0).map((record) => JSON.stringify(record))

const realTime = { now: () => 0, sleep: () => ({ ended: Promise.resolve(), wake() {} }), breathe: async () => {} }

/** The first steps of a run, as a page sees them that gets part after part, and is sent no more. */
async function lostAfter(steps: number, whole: RecordedRun): Promise<{ lost: RecordedCloud; kept: KeptRun }> {
  const lost = new RecordedCloud(whole.options, new ResumedHost(whole, scriptedHost(obedient)))
  const replay = new Replay(whole, null, lost)
  const kept = new KeptRun(whole.options)
  const keep = (): void => kept.add(structuredClone(toKeep(lost.recording.takePart(), (layer) => layer)))
  while (lost.kernel.steps < steps) {
    const step = replay.step(Infinity)
    if (step === false) break
    if (step !== true) await step
    if (lost.kernel.steps % 7 === 0) keep()
  }
  keep()
  return { lost, kept }
}

async function restored(kept: KeptRun, host = scriptedHost(obedient)) {
  const resumed = new ResumedHost(kept, host)
  const cloud = new RecordedCloud(kept.options, resumed)
  await new Replay(
    fromKept(structuredClone(kept.data), (name) => name),
    null,
    cloud,
  ).runTo({ at: kept.until.at })
  return { cloud, resumed }
}

describe.each(STORIES)('$title', ({ run: tell }) => {
  it('ends where it was lost, wherever that was, goes on, and can be lost again', async () => {
    const { recording } = (await tell()).cloud
    const { steps } = recording.until
    for (const share of [0.2, 0.55, 1]) {
      const { lost, kept } = await lostAfter(Math.floor(steps * share), recording)
      const { cloud, resumed } = await restored(kept)
      expect(textOf(cloud)).toEqual(textOf(lost))
      expect(cloud.views()).toEqual(lost.views())
      expect(cloud.kernel.steps).toBe(lost.kernel.steps)

      cloud.loseProcesses()
      resumed.lose()
      const pacer = new Pacer(cloud.kernel, realTime, 'paused')
      await pacer.runUntilIdle(600_000)
      const { trace } = cloud.kernel
      const after = trace.since(lost.kernel.trace.length)
      expect(after[0]?.type).toBe('sandbox.lost')

      const again = new Replay(cloud.recording)
      await again.runTo({ at: cloud.kernel.now })
      expect(again.cloud.kernel.trace.since(0)).toEqual(trace.since(0))
    }
  })
})

it('whatever ran is killed, whatever was idle is gone, and what comes next starts cold and really runs', async () => {
  const run = deployOn(
    scriptedHost({
      invoke: (event) =>
        (event as { slow?: true }).slow ? { takes: 5000, outcome: respond('late') } : { outcome: respond('first') },
    }),
    [lambdaFunction('F'), lambdaFunction('Idle')],
    { F: '', Idle: '' },
  )
  void run.invoke('Idle', {})
  await run.idle()
  void run.invoke('F', { slow: true }, { invocationType: 'Event' })
  await run.advance(1000)
  const kept = new KeptRun(run.cloud.recording.options)
  kept.add(run.cloud.recording.takePart())
  const host = scriptedHost({ invoke: () => ({ outcome: respond('second') }) })
  const { cloud, resumed } = await restored(kept, host)
  expect(host.started).toBe(0)
  const { running, environments } = cloud.loseProcesses()
  resumed.lose()
  expect(running).toMatchObject([{ functionName: 'F' }])
  expect(environments).toBe(1)
  const answers: unknown[] = []
  const invoke = (functionName: string) =>
    cloud
      .invoke({ functionName, payload: '{}', invocationType: 'RequestResponse', logType: 'None' })
      .then((answer) => answers.push(answer.ok && answer.value.Payload))
  void invoke('Idle')
  void invoke('F')
  await new Pacer(cloud.kernel, realTime, 'paused').runUntilIdle(600_000)
  expect(answers).toEqual(['"second"', '"second"'])
  expect(host.started).toBeGreaterThanOrEqual(2)
})

it('texts of layers stay where they are: the page has them by name', async () => {
  const run = deployOn(scriptedHost(obedient), [lambdaFunction('F')], { F: 'code' }, { layers: ['text of sdk'] })
  const part = toKeep(run.cloud.recording.takePart(), (text) => text.replace('text of ', ''))
  const kept = new KeptRun(run.cloud.recording.options)
  kept.add(part)
  expect(JSON.stringify(part.inputs.map(({ args }) => [...(args[1] as Map<string, object>)]))).toContain('["sdk"]')
  const back = fromKept(kept.data, (name) => `text of ${name}`)
  expect([...(back.inputs[0]?.args[1] as Map<string, { layers: string[] }>).values()][0]?.layers).toEqual([
    'text of sdk',
  ])
})
