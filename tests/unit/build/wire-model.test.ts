/** The committed models say what the installed SDK clients say, and services do what their models promise. */

import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { wireModelOf } from '../../../src/build/wire-model'
import type { WireModel } from '../../../src/cloud/aws/wire-model'
import { Cloud } from '../../../src/cloud/cloud'
import { scriptedHost } from '../cloud/scripted-host'

const require = createRequire(import.meta.url)
const files = import.meta.glob<WireModel>('../../../src/cloud/**/model.json', { eager: true, import: 'default' })

describe.each(Object.entries(files))('%s', (_, model) => {
  it('is what its SDK client says', () => {
    const [name = '', version] = model.source.split(' ')
    const installed = require(`${name}/package.json`) as { version: string }
    expect(version, `run: npm run wire-model`).toBe(installed.version)
    const client = require(name) as Readonly<Record<string, unknown>>
    expect(wireModelOf(client, model.source, Object.keys(model.operations))).toEqual(model)
  })
})

describe('every service', () => {
  const options = { seed: 1, cpu: 'fixed', latency: 'none', duplicates: 'never', pace: 'paused', startTime: 0 } as const
  const cloud = new Cloud(options, scriptedHost({ invoke: () => ({}) }))
  const services = cloud.services.map(({ definition, service }) => [definition.name, definition, service] as const)

  it.each(services)(
    '%s has an operation and an access rule for each operation of its model',
    (_name, { wire }, service) => {
      const promised = Object.keys(wire.model.operations).sort()
      expect(Object.keys(service.operations).sort()).toEqual(promised)
      expect(Object.keys(service.access).sort()).toEqual(promised)
    },
  )

  it.each(services)('%s bears any input in its access rules', (_name, _definition, { access }) => {
    const inputs = [{}, JSON.parse('{"a":1}') as object]
    for (const rule of Object.values(access))
      for (const input of inputs) expect(Array.isArray(rule({ ...input }))).toBe(true)
  })

  it.each(services.filter(([, { wire }]) => Object.keys(wire.model.operations).length > 0))(
    '%s has a latency that grows',
    (_name, { latency }) => {
      for (const { p50, p90, p99 } of [latency, ...Object.values(latency.operations ?? {})]) {
        expect(p50).toBeGreaterThan(0)
        expect(p50 <= p90 && p90 <= p99).toBe(true)
      }
    },
  )
})
