import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { CHANCE_AND_TIME } from '../../fixtures/chance-and-time'
import { runOnce, valueOf } from './harness'

it('a handler that reads all chance and time has the same answer in each run', async () => {
  const { outputFiles } = await build({
    stdin: { contents: CHANCE_AND_TIME, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  })
  const options = { init: { cpu: { mode: 'fixed', turnMs: 1, clockReadMs: 0.01 } } } as const
  const answers = []
  for (let run = 0; run < 2; run++) {
    const turn = await runOnce(outputFiles[0]?.text ?? '', {}, options)
    answers.push(valueOf(turn))
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[0]).toMatchObject({ absent: [], garbage: [true, 0] })
})
