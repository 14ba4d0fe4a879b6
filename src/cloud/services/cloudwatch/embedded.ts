/**
 * Metrics in log lines. Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format". A line that does
 * not keep to it is a log line like any other.
 */

import * as limits from './limits'
import type { Dimension } from './state'

export interface EmbeddedValue {
  readonly namespace: string
  readonly name: string
  readonly unit: string
  readonly dimensions: readonly Dimension[]
  /** Milliseconds since the epoch, as the line says. */
  readonly at: number
  readonly values: readonly number[]
}

type Json = Readonly<Record<string, unknown>>

export function embeddedMetrics(message: string): readonly EmbeddedValue[] {
  if (!message.startsWith('{') || !message.includes('"_aws"')) return []
  const root = parse(message)
  const metadata = root && asObject(root['_aws'])
  const at = metadata?.['Timestamp']
  if (!root || !metadata || typeof at !== 'number' || !Number.isFinite(at)) return []
  return asList(metadata['CloudWatchMetrics']).flatMap((directive) => {
    const given = asObject(directive)
    return given ? valuesOf(root, given, at) : []
  })
}

function valuesOf(root: Json, directive: Json, at: number): readonly EmbeddedValue[] {
  const namespace = directive['Namespace']
  const metrics = asList(directive['Metrics'])
  if (typeof namespace !== 'string' || namespace === '' || metrics.length > limits.EMBEDDED_METRICS_MAX) return []
  const sets = asList(directive['Dimensions']).flatMap((set) => dimensionsOf(root, asList(set)) ?? [])
  return metrics.flatMap((metric) => {
    const { Name: name, Unit: unit = 'None' } = asObject(metric) ?? {}
    if (typeof name !== 'string' || !limits.UNITS.includes(String(unit))) return []
    const target = root[name]
    const values = (Array.isArray(target) ? (target as unknown[]) : [target]).filter(
      (value): value is number => typeof value === 'number' && Number.isFinite(value),
    )
    if (values.length === 0 || values.length > limits.EMBEDDED_VALUES_MAX) return []
    return sets.map(({ dimensions }) => ({ namespace, name, unit: String(unit), dimensions, at, values }))
  })
}

/** @returns null when a dimension is no text of the line: then the set makes no metric */
function dimensionsOf(root: Json, names: readonly unknown[]): { readonly dimensions: readonly Dimension[] } | null {
  if (names.length > limits.DIMENSIONS_MAX) return null
  const dimensions = names.map((name) => ({ Name: String(name), Value: root[String(name)] }))
  return dimensions.every(({ Value }) => typeof Value === 'string') ? { dimensions: dimensions as Dimension[] } : null
}

function parse(message: string): Json | null {
  try {
    return asObject(JSON.parse(message))
  } catch {
    return null
  }
}

const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
