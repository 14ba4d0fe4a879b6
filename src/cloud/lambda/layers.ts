/**
 * Layers: what several functions share in /opt.
 * Source: Guide, "Managing Lambda dependencies with layers".
 */

/** Immutable once published; a function that uses it keeps it, even if it is deleted. */
export interface LayerVersion {
  /** Of the layer, without a version. */
  readonly layerArn: string
  /** With its version. */
  readonly arn: string
  readonly name: string
  readonly version: number
  /** Path below /opt → text. */
  readonly files: Readonly<Record<string, string>>
}

/** /opt as the layers make it: each is unpacked over those before it. Null without layers. */
export function mergedFiles(layers: readonly LayerVersion[]): Readonly<Record<string, string>> | null {
  if (layers.length === 0) return null
  return Object.assign({}, ...layers.map(({ files }) => files)) as Record<string, string>
}
