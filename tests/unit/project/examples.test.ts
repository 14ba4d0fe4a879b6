import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isService } from '../../../src/app/gallery/services'
import { vendoredModules } from '../../../src/build/layers-packages'
import { Cloud } from '../../../src/cloud/cloud'
import { examples, SUBJECTS } from '../../../src/project/examples'
import { firstExample } from '../../../src/project/first-example'
import { checkFiles } from '../../../src/project/files'
import { decodeProject, encodeProject } from '../../../src/project/share-url'
import { isScriptPath, readScript } from '../../../src/project/stimuli'
import { readTemplate } from '../../../src/project/template'
import { engine } from '../bundler/project'
import { respond, scriptedHost } from '../cloud/scripted-host'

const bundler = engine()
const FOLDERS = path.join(import.meta.dirname, '../../../src/examples')

/** Of the resources that an example is about; what every function has (roles, permissions, log groups) is not among them. */
const SERVICE_OF: Readonly<Record<string, string>> = {
  ApiGateway: 'api-gateway',
  ApiGatewayV2: 'api-gateway',
  DynamoDB: 'dynamodb',
  Events: 'eventbridge',
  Kinesis: 'kinesis',
  KMS: 'kms',
  MSK: 'msk',
  S3: 's3',
  Scheduler: 'scheduler',
  SecretsManager: 'secrets-manager',
  SNS: 'sns',
  SQS: 'sqs',
  SSM: 'ssm',
}

it('the first one is there at once and listed first', async () => {
  expect(await examples[0]?.load()).toEqual(firstExample())
})

it('every folder is an example, and each has another title', () => {
  expect(examples.map(({ id }) => id).toSorted()).toEqual(readdirSync(FOLDERS).toSorted())
  expect(new Set(examples.map(({ title }) => title)).size).toBe(examples.length)
})

describe.each(examples.map((example) => [example.id, example] as const))('%s', (_, example) => {
  it('says in one line what it shows, and which services it has', async () => {
    const { title, point, subject, services, tags } = example
    const { files } = await example.load()
    expect(files['README.md']).toContain(`# ${title}\n`)
    expect(files['README.md']).toMatch(/\(https:\/\/docs\.aws\.amazon\.com\//)
    expect(point).toMatch(/^[A-Z].{20,110}[^.]$/)
    expect(SUBJECTS).toContain(subject)
    expect(tags.length).toBeGreaterThan(2)
    expect(services.filter((service) => !isService(service))).toEqual([])
    const { stack } = readTemplate(files['template.yaml'] ?? '')
    const used = (stack?.resources ?? []).flatMap(({ type }) => SERVICE_OF[type.split('::')[1] ?? ''] ?? [])
    expect(services).toEqual(expect.arrayContaining(used))
  })

  it('has nothing wrong with it, and what its settings name', async () => {
    const { files, settings } = await example.load()
    const { diagnostics, stack, summary, functions } = readTemplate(files['template.yaml'] ?? '')
    expect(diagnostics).toEqual([])
    expect(() => checkFiles(files)).not.toThrow()
    const paths = Object.keys(files)
    expect(paths).not.toContain('example.json')
    expect(paths).toContain(settings.openFile)
    expect(paths.filter((file) => /^tests\/.*\.test\.ts$/.test(file))).not.toEqual([])
    const { stimulus } = settings
    expect(files[stimulus?.eventFile ?? '']).toBe(stimulus?.payload)
    if (stimulus?.script !== undefined) expect(paths).toContain(stimulus.script)
    const targets = [...(stack?.resources ?? []).map(({ logicalId }) => logicalId)]
    targets.push(...summary.channels.map(({ target }) => target))
    expect(targets).toContain(stimulus?.target)
    for (const { codeUri, buildProperties, kind } of functions) {
      if (kind === 'layer') continue
      const [entry] = buildProperties['EntryPoints'] as string[]
      expect(paths).toContain(`${codeUri}/${String(entry)}`)
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

  it('sends events that are JSON, and plays scripts that can be played', async () => {
    const { files } = await example.load()
    const events = Object.entries(files).filter(([file]) => file.startsWith('events/'))
    expect(events).not.toEqual([])
    for (const [, text] of events) expect(() => void JSON.parse(text)).not.toThrow()
    for (const [file, text] of events) if (isScriptPath(file)) expect(readScript(text).problems).toEqual([])
  })
})
