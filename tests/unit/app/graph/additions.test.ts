import { describe, expect, it } from 'vitest'
import { addTo, ADDITIONS } from '../../../../src/app/graph/additions'
import { canBeFed, canFeed, connect } from '../../../../src/app/graph/connections'
import { graphOf } from '../../../../src/app/graph/model'
import { firstExample } from '../../../../src/project/first-example'
import type { ProjectFiles } from '../../../../src/project/model'
import { readTemplate } from '../../../../src/project/template'

const read = (files: ProjectFiles) => readTemplate(files['template.yaml'] ?? '')
const idsOf = (files: ProjectFiles) => new Set(read(files).stack?.resources.map(({ logicalId }) => logicalId))

describe.each(ADDITIONS.map(({ kind }) => kind))('adding a %s', (kind) => {
  it('to a project keeps all that is there, comments too, and is without fault', () => {
    const { files } = firstExample()
    const added = addTo(files, kind, idsOf(files))
    const { diagnostics, stack, functions } = read(added.files)
    expect(diagnostics).toEqual([])
    expect(stack?.resources.some(({ logicalId }) => logicalId === added.logicalId)).toBe(true)
    const lines = added.files['template.yaml']?.split('\n') ?? []
    for (const line of files['template.yaml']?.split('\n') ?? []) expect(lines).toContain(line)
    for (const { buildProperties, codeUri } of functions) {
      expect(Object.keys(added.files)).toContain(
        `${codeUri}/${String((buildProperties['EntryPoints'] as string[])[0])}`,
      )
    }
  })

  it('to nothing makes a template, and twice makes two', () => {
    const once = addTo({}, kind, new Set())
    expect(read(once.files).diagnostics).toEqual([])
    const twice = addTo(once.files, kind, idsOf(once.files))
    expect(twice.logicalId).not.toBe(once.logicalId)
    expect(read(twice.files).diagnostics).toEqual([])
  })
})

describe('connecting', () => {
  const project = ['table', 'bucket', 'topic', 'queue', 'bus', 'function'] as const
  const files = project.reduce((all: ProjectFiles, kind) => addTo(all, kind, idsOf(all)).files, {})
  const node = (text: string, id: string) => {
    const found = graphOf(readTemplate(text).stack).nodes.find((one) => one.id === id)
    if (!found) throw new Error(id)
    return found
  }

  it.each(['Items', 'Files', 'News', 'Jobs', 'Events'])('%s to a function makes an event that SAM takes', (source) => {
    const text = files['template.yaml'] ?? ''
    expect([canFeed(node(text, source)), canBeFed(node(text, 'Handler'))]).toEqual([true, true])
    const connected = connect(text, node(text, source), node(text, 'Handler'))
    const { diagnostics, stack } = readTemplate(connected)
    expect(diagnostics).toEqual([])
    expect(graphOf(stack).edges.map(({ id }) => id)).toContain(`${source}>Handler`)
  })

  it('is refused for what SAM has no events of, in words', () => {
    const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::Serverless::SimpleTable }
  Plain: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x } }
`
    expect(() => connect(text, node(text, 'Queue'), node(text, 'Plain'))).toThrow('no AWS::Serverless::Function')
    expect(() => connect(text, node(text, 'Plain'), node(text, 'Queue'))).toThrow('cannot feed')
  })
})
