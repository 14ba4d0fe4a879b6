/** What mappings of every kind of source are checked for. @throws ResourceError */

import { compileFilterCriteria } from '../../aws/filter-criteria'
import type { TemplateValue } from '../../aws/template'
import { ResourceError } from '../../services/contract'
import { asRecord, integer, type Properties } from '../properties'
import type { MappingConfiguration } from './configuration'

/** @param dataKey of the source's records: `body` */
export function compiledFilter(
  properties: Properties,
  dataKey: string,
  plainText?: boolean,
): Pick<MappingConfiguration, 'filter' | 'patterns'> {
  const criteria = properties['FilterCriteria']
  const filter =
    criteria === undefined
      ? null
      : compileFilterCriteria(criteria, dataKey, plainText === undefined ? {} : { plainText })
  if (filter && !filter.ok) throw new ResourceError(filter.reason, ['FilterCriteria', ...filter.path], filter.hint)
  return { filter: filter && filter.ok ? filter.criteria : null, patterns: patternsOf(properties) }
}

/** Both have a default. AWS's text for a minimum above the maximum is not confirmed. */
export function pollersOf(
  properties: Properties,
  minimums: Parameters<typeof integer>[2],
  maximums: Parameters<typeof integer>[2],
): MappingConfiguration['provisionedPollers'] {
  if (properties['ProvisionedPollerConfig'] === undefined) return null
  const minimum = integer(properties, ['ProvisionedPollerConfig', 'MinimumPollers'], minimums)
  const maximum = integer(properties, ['ProvisionedPollerConfig', 'MaximumPollers'], maximums)
  if (minimum > maximum) {
    throw new ResourceError('MinimumPollers must be less than or equal to MaximumPollers.', [
      'ProvisionedPollerConfig',
      'MinimumPollers',
    ])
  }
  return { minimum, maximum }
}

function patternsOf(properties: Properties): readonly string[] {
  const filters = asRecord(properties['FilterCriteria'])['Filters']
  return Array.isArray(filters) ? filters.map((filter) => String(asRecord(filter)['Pattern'])) : []
}

/** CloudFormation gives truth values as texts too. */
export const switched = (value: TemplateValue | undefined, otherwise: boolean): boolean =>
  value === undefined ? otherwise : value === true || value === 'true'
