import { expect, it } from 'vitest'
import type { ColdstartApi } from '../../../src/api/api'
import { deferredApi } from '../../../src/api/deferred'

const NEVER = () => undefined

it('asks what it was asked, in order, once there is somebody to ask', async () => {
  const asked: string[] = []
  let arrive: (api: ColdstartApi) => void = NEVER
  const api = deferredApi(new Promise((resolve) => (arrive = resolve)))
  const answers = [api.deploy(), api.clock.now(), api.share()]
  const end = api.subscribe(NEVER)
  end()
  const note = (name: string) => (answer: unknown) => () => Promise.resolve((asked.push(name), answer))
  arrive({
    ready: Promise.resolve(),
    deploy: note('deploy')('deployed'),
    clock: { now: note('now')(7) },
    share: note('share')('link'),
    subscribe: () => asked.push('subscribe'),
  } as unknown as ColdstartApi)
  await expect(Promise.all(answers)).resolves.toEqual(['deployed', 7, 'link'])
  await expect(api.ready).resolves.toBeUndefined()
  // Nobody listened any more.
  expect(asked.toSorted()).toEqual(['deploy', 'now', 'share'])
})

it('rejects what was asked when nobody comes, and is no promise itself', async () => {
  const api = deferredApi(Promise.reject(new Error('no connection')))
  expect(await Promise.resolve(api)).toBe(api)
  await expect(api.deploy()).rejects.toThrow('no connection')
  await expect(api.ready).rejects.toThrow('no connection')
})
