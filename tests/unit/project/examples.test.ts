import { describe, expect, it } from 'vitest'
import { vendoredModules } from '../../../src/build/layers-packages'
import { Cloud } from '../../../src/cloud/cloud'
import { examples } from '../../../src/project/examples'
import { firstExample } from '../../../src/project/first-example'
import { checkFiles } from '../../../src/project/files'
import { decodeProject, encodeProject } from '../../../src/project/share-url'
import { readTemplate } from '../../../src/project/template'
import { engine } from '../bundler/project'
import { respond, scriptedHost } from '../cloud/scripted-host'

const bundler = engine()

it('the first one is there at once and listed first', async () => {
  expect(await examples[0]?.load()).toEqual(firstExample())
})

describe.each(examples.map((example) => [example.id, example] as const))('%s', (_, example) => {
  it('has nothing wrong with it, and what its settings name', async () => {
    const { files, settings } = await example.load()
    const { diagnostics, summary, functions } = readTemplate(files['template.yaml'] ?? '')
    expect(diagnostics).toEqual([])
    expect(() => checkFiles(files)).not.toThrow()
    expect(files).toHaveProperty(['README.md'])
    expect(Object.keys(files)).toContain(settings.openFile)
    expect(files[settings.stimulus?.eventFile ?? '']).toBe(settings.stimulus?.payload)
    const targets = [...summary.functions, ...summary.queues].map(({ logicalId }) => logicalId)
    targets.push(...summary.channels.map(({ target }) => target))
    expect(targets).toContain(settings.stimulus?.target)
    for (const { codeUri, buildProperties, kind } of functions) {
      if (kind === 'layer') continue
      const [entry] = buildProperties['EntryPoints'] as string[]
      expect(Object.keys(files)).toContain(`${codeUri}/${String(entry)}`)
    }
  })

  it('builds and deploys', async () => {
    const { files } = await example.load()
    const { stack, functions } = readTemplate(files['template.yaml'] ?? '')
    const bundles = (await bundler.build(files, functions, vendoredModules())).map(({ bundle }) => bundle)
    expect(bundles.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
    const host = scriptedHost({ invoke: () => ({ outcome: respond(null) }) })
    const cloud = new Cloud(
      { seed: 1, cpu: 'fixed', latency: 'none', duplicates: 'never', pace: 'paused', startTime: 0 },
      host,
    )
    const code = new Map(bundles.map((bundle) => [bundle.id, { files: bundle.files, layers: [] }]))
    if (!stack) throw new Error('no stack')
    expect(cloud.deploy(stack, code)).toMatchObject({ ok: true, diagnostics: [] })
  })

  it('fits into a link that every chat program takes', async () => {
    const project = await example.load()
    const link = await encodeProject(project)
    expect(link.length).toBeLessThan(4000)
    expect(await decodeProject(link)).toEqual(project)
  })

  it('sends events that are JSON', async () => {
    const { files } = await example.load()
    const events = Object.entries(files).filter(([path]) => path.startsWith('events/'))
    expect(events).not.toEqual([])
    for (const [, text] of events) expect(() => void JSON.parse(text)).not.toThrow()
  })
})
