/**
 * Parameters and their versions.
 *
 * - A change makes a new version; 100 are kept. A version without labels goes when there is no room.
 * - A label stands for one version at a time.
 */

import type { TraceFact } from '../../aws/trace-records'
import type { Milliseconds } from '../../aws/units'
import type { Kernel } from '../../kernel/kernel'
import { VERSIONS_MAX, type Tier } from './limits'

export type ParameterType = 'String' | 'StringList' | 'SecureString'

export interface ParameterVersion {
  readonly version: number
  readonly type: ParameterType
  /** Of a SecureString base64 of what KMS made. */
  readonly value: string
  /** Of a SecureString: the key as it was named. */
  readonly keyId: string | null
  readonly description: string | null
  readonly allowedPattern: string | null
  readonly dataType: string
  readonly tier: Tier
  /** Virtual milliseconds. */
  readonly modifiedAt: Milliseconds
  /** ARN. */
  readonly modifiedBy: string
  readonly labels: Set<string>
}

export interface Parameter {
  /** What it is filed under: `db`, `/app/db`. */
  readonly key: string
  /** As it was made: `/db` is filed under `db`. */
  readonly name: string
  /** Oldest first; at least one. */
  readonly versions: ParameterVersion[]
  readonly tags: Map<string, string>
}

export class Parameters {
  readonly #parameters = new Map<string, Parameter>()

  constructor(readonly kernel: Kernel<TraceFact>) {}

  /** By name. */
  all(): readonly Parameter[] {
    return [...this.#parameters.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  find(key: string): Parameter | undefined {
    return this.#parameters.get(key)
  }

  /** How many there are of a tier. */
  count(tier: Tier): number {
    return this.all().filter((parameter) => latest(parameter).tier === tier).length
  }

  /** @returns the new version's number, or the oldest version if a label keeps it and there is no room */
  put(
    key: string,
    name: string,
    version: Omit<ParameterVersion, 'version' | 'labels'>,
  ): number | { readonly kept: number } {
    const parameter = this.#parameters.get(key) ?? { key, name, versions: [], tags: new Map<string, string>() }
    const { versions } = parameter
    const [oldest] = versions
    if (oldest && versions.length >= VERSIONS_MAX) {
      if (oldest.labels.size > 0) return { kept: oldest.version }
      versions.shift()
    }
    const number = (versions.at(-1)?.version ?? 0) + 1
    versions.push({ ...version, version: number, labels: new Set() })
    this.#parameters.set(key, parameter)
    this.kernel.trace.record({
      type: 'ssm.put',
      name: parameter.name,
      version: number,
      parameterType: version.type,
      // Nobody's secrets in the trace.
      value: version.type === 'SecureString' ? null : version.value.slice(0, EXCERPT_MAX),
      by: version.modifiedBy,
    })
    return number
  }

  delete({ key, name }: Parameter): void {
    this.#parameters.delete(key)
    this.kernel.trace.record({ type: 'ssm.deleted', name })
  }
}

/** Characters of a value in the trace. */
const EXCERPT_MAX = 4096

export const latest = ({ versions }: Parameter): ParameterVersion => versions.at(-1) as ParameterVersion

/** Moves labels to a version. */
export function label(parameter: Parameter, version: ParameterVersion, labels: readonly string[]): void {
  for (const { labels: others } of parameter.versions) for (const name of labels) others.delete(name)
  for (const name of labels) version.labels.add(name)
}
