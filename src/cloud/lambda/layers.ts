/**
 * Layers: what several functions share in /opt.
 *
 * Source: Guide, "Managing Lambda dependencies with layers"; texts recorded from AWS (LocalStack's test suite,
 * test_lambda_api: layers) where nothing else is said.
 */

import { formatArn, parseArn, type Account } from '../aws/arn'
import type { CodePackage } from '../services/contract'
import * as limits from './limits'

/** Immutable once published; a function that uses it keeps it, even if it is deleted. */
export interface LayerVersion {
  /** Of the layer, without a version. */
  readonly layerArn: string
  /** With its version. */
  readonly arn: string
  readonly name: string
  readonly version: number
  /** Files below /opt. */
  readonly content: CodePackage
  readonly description: string
  readonly compatibleRuntimes: readonly string[]
  readonly compatibleArchitectures: readonly string[]
  readonly licenseInfo: string | null
  /** Virtual milliseconds. */
  readonly createdAt: number
}

export type NewLayerVersion = Omit<LayerVersion, 'layerArn' | 'arn' | 'version'>

/** /opt as the layers make it: each is unpacked over those before it. Null without layers. */
export function mergedFiles(layers: readonly LayerVersion[]): Readonly<Record<string, string>> | null {
  if (layers.length === 0) return null
  return Object.assign({}, ...layers.map(({ content }) => content.files)) as Record<string, string>
}

export class Layers {
  readonly #byName = new Map<string, { readonly versions: Map<number, LayerVersion>; next: number }>()

  constructor(readonly account: Account) {}

  publish(made: NewLayerVersion): LayerVersion {
    const layer = this.#byName.get(made.name) ?? { versions: new Map<number, LayerVersion>(), next: 1 }
    this.#byName.set(made.name, layer)
    // Numbers are never used again.
    const number = layer.next++
    const layerArn = formatArn('lambda', this.account, `layer:${made.name}`)
    const version = { ...made, layerArn, arn: `${layerArn}:${number}`, version: number }
    layer.versions.set(number, version)
    return version
  }

  /** The newest first; empty for a layer that does not exist. */
  versions(name: string): readonly LayerVersion[] {
    return [...(this.#byName.get(name)?.versions.values() ?? [])].reverse()
  }

  /** The newest version of each layer that has one. */
  latest(): readonly LayerVersion[] {
    return [...this.#byName.keys()].flatMap((name) => this.versions(name).slice(0, 1))
  }

  version(name: string, number: number): LayerVersion | undefined {
    return this.#byName.get(name)?.versions.get(number)
  }

  /** By the ARN of the version. */
  find(arn: string): LayerVersion | undefined {
    const parsed = parseArn(arn)
    const [kind, name = '', number = ''] = parsed?.resource.split(':') ?? []
    return kind === 'layer' && parsed?.region === this.account.region ? this.version(name, Number(number)) : undefined
  }

  delete(name: string, number: number): void {
    this.#byName.get(name)?.versions.delete(number)
  }

  /** The layers of a function, in order; or why it cannot have them. @param arns of versions */
  resolve(arns: readonly string[]): readonly LayerVersion[] | string {
    const { region } = this.account
    if (arns.length > limits.LAYERS_MAX) return `Cannot reference more than ${limits.LAYERS_MAX} layers.`
    const found: LayerVersion[] = []
    for (const arn of arns) {
      const parsed = parseArn(arn)
      if (!parsed || !/^layer:[a-zA-Z0-9-_]+:\d+$/.test(parsed.resource)) {
        return `1 validation error detected: Value '[${arn}]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${LAYER_VERSION_PATTERN}, Member must not be null]`
      }
      if (parsed.region !== region) {
        return `Layers are not in the same region as the function. Layers are expected to be in region ${region}.`
      }
      const layer = this.find(arn)
      if (!layer) return `Layer version ${arn} does not exist.`
      const other = found.find(({ layerArn }) => layerArn === layer.layerArn)
      if (other) {
        return `Two different versions of the same layer are not allowed to be referenced in the same function. ${other.arn} and ${arn} are versions of the same layer.`
      }
      found.push(layer)
    }
    return found
  }
}

/** As AWS prints it. */
const LAYER_VERSION_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)'
