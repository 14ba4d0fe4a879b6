/** Connectors, against what SAM itself made of them (sam-connectors.json); the functions' code is the project's. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../src/cloud/aws/template'
import { readTemplate } from '../../../../src/project/template'
import { SIMULATED_RESOURCES } from '../../../../src/project/template/vocabulary'
import recording from './sam-connectors.json'

type Resources = Readonly<Record<string, { readonly Type: string }>>

interface Made {
  readonly Type: string
  readonly Properties: Readonly<Record<string, TemplateValue>>
  readonly DependsOn?: readonly string[] | string
}

interface Recorded {
  readonly name: string
  readonly resources: Resources
  readonly made: Readonly<Record<string, Made>>
}

interface Refused {
  readonly name: string
  readonly resources: Resources
  readonly message: string
}

const reading = (resources: Resources) =>
  readTemplate(JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: resources }))

/** A type that another part of the playground is still learning keeps its connector from being made. */
const known = ({ resources }: { readonly resources: Resources }): boolean =>
  Object.values(resources).every(({ Type }) => Object.hasOwn(SIMULATED_RESOURCES, Type))

describe('a connector', () => {
  it.each((recording.cases as unknown as readonly Recorded[]).filter(known).map((fact) => [fact.name, fact] as const))(
    '%s',
    (_, { resources, made }) => {
      const { stack } = reading(resources)
      for (const [logicalId, expected] of Object.entries(made)) {
        const found = stack?.resources.find((resource) => resource.logicalId === logicalId)
        expect(found?.type, logicalId).toBe(expected.Type)
        if (logicalId !== 'Esm' && logicalId !== 'Late')
          expect(found?.properties, logicalId).toEqual(expected.Properties)
        expect(found?.dependsOn, logicalId).toEqual([expected.DependsOn ?? []].flat())
      }
      expect(stack?.resources.some(({ type }) => type === 'AWS::Serverless::Connector')).toBe(false)
    },
  )

  it.each((recording.refusals as unknown as readonly Refused[]).map((fact) => [fact.name, fact] as const))(
    'refused: %s',
    (_, { resources, message }) => {
      expect(reading(resources).diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
        { message: expect.stringContaining(message) as unknown },
      ])
    },
  )
})
