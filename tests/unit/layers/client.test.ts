import { describe, expect, test } from 'vitest'
import { createLayers } from '../../../src/layers/client'

const MANIFEST = {
  layers: { core: '/core.js', sqs: '/sqs.js', zod: '/zod.js' },
  modules: { '@aws-sdk/client-sqs': ['core', 'sqs'], zod: ['zod'], 'zod/mini': ['zod'] },
  versions: {},
}

/** A server of the manifest's files that counts requests and can fail. */
function server() {
  const requests: string[] = []
  const failing = new Map<string, number | Error>()
  return {
    requests,
    failing,
    fetch: async (url: string) => {
      requests.push(url)
      const failure = failing.get(url)
      if (failure instanceof Error) throw failure
      return { ok: failure === undefined, status: failure ?? 200, text: async () => `text of ${url}` }
    },
  }
}

describe('layers', () => {
  test('of what is imported are fetched, with what they need, and nothing else', async () => {
    const { fetch, requests } = server()
    const set = await createLayers(MANIFEST, fetch).load(['fs', '@aws-sdk/client-sqs', 'left-pad'])
    expect(set).toEqual({
      names: ['core', 'sqs'],
      texts: { core: 'text of /core.js', sqs: 'text of /sqs.js' },
      missing: [],
    })
    expect(requests).toEqual(['/core.js', '/sqs.js'])
  })

  test('are fetched once, by calls at the same time too', async () => {
    const { fetch, requests } = server()
    const layers = createLayers(MANIFEST, fetch)
    await Promise.all([layers.load(['zod']), layers.load(['zod/mini'])])
    expect(await layers.load(['zod', 'zod/mini'])).toMatchObject({ names: ['zod'] })
    expect(requests).toEqual(['/zod.js'])
  })

  test('that cannot be fetched are named by the import, and tried again', async () => {
    const { fetch, failing } = server()
    const layers = createLayers(MANIFEST, fetch)
    failing.set('/core.js', new TypeError('Failed to fetch'))
    failing.set('/zod.js', 404)
    expect((await layers.load(['zod', '@aws-sdk/client-sqs'])).missing).toEqual([
      { specifier: 'zod', reason: 'HTTP 404' },
      { specifier: '@aws-sdk/client-sqs', reason: 'Failed to fetch' },
    ])
    failing.clear()
    expect((await layers.load(['zod', '@aws-sdk/client-sqs'])).missing).toEqual([])
  })

  test('of code that was not bundled are found by its strings', () => {
    const { importsOf } = createLayers(MANIFEST, server().fetch)
    const text = `const { SQS } = require('@aws-sdk/client-sqs'); const name = "zod"; const a = \`zod/mini\`; const b = 'zod\\''`
    expect(importsOf(text)).toEqual(['@aws-sdk/client-sqs', 'zod', 'zod/mini'])
    expect(importsOf(`require('constructor') + 'toString'`)).toEqual([])
  })
})
