import { cloud, clock, expect, test } from 'coldstart/test'

/** Dollars, us-east-1: https://aws.amazon.com/lambda/pricing/ */
const PRICES = { request: 0.000_000_2, gigabyteSecond: { x86_64: 0.000_016_666_7, arm64: 0.000_013_333_4 } }

const texts = Array.from({ length: 100 }, (_, index) => `text ${index + 1}`)

async function translateAll(): Promise<void> {
  for (const body of texts) await cloud.send('Texts', { body })
  await clock.advance('1m')
}

async function dollars(): Promise<number> {
  const [environment] = await cloud.trace({ types: ['environment.created'] })
  const price = PRICES.gigabyteSecond[environment?.architecture as 'x86_64' | 'arm64']
  const invocations = await cloud.trace({ types: ['invocation.ended'] })
  return invocations
    .map(({ billedDuration, memorySizeMB }) => (billedDuration / 1000) * (memorySizeMB / 1024) * price + PRICES.request)
    .reduce((sum, one) => sum + one, 0)
}

test('a hundred texts cost less than 20 millionths of a dollar', async () => {
  await translateAll()
  expect(await dollars()).toBeLessThan(0.000_02)
})

test('all of them are translated within a minute, each once', async () => {
  await translateAll()
  const log = await cloud.trace({ types: ['log'] })
  const done = log.flatMap(({ message }) => /translated: (.*)/.exec(message)?.[1] ?? [])
  expect(done.toSorted()).toEqual(texts.toSorted())
})
