/** What mappings of every kind of source are checked for. @throws ResourceError */

import { compileFilterCriteria } from '../../aws/filter-criteria'
import type { TemplateValue } from '../../aws/template'
import { ResourceError } from '../../services/contract'
import { asRecord, type Properties } from '../properties'
import type { MappingConfiguration } from './configuration'

/** @param dataKey of the source's records: `body` */
export function compiledFilter(
  properties: Properties,
  dataKey: string,
): Pick<MappingConfiguration, 'filter' | 'patterns'> {
  const criteria = properties['FilterCriteria']
  const filter = criteria === undefined ? null : compileFilterCriteria(criteria, dataKey)
  if (filter && !filter.ok) throw new ResourceError(filter.reason, ['FilterCriteria', ...filter.path], filter.hint)
  return { filter: filter && filter.ok ? filter.criteria : null, patterns: patternsOf(properties) }
}

function patternsOf(properties: Properties): readonly string[] {
  const filters = asRecord(properties['FilterCriteria'])['Filters']
  return Array.isArray(filters) ? filters.map((filter) => String(asRecord(filter)['Pattern'])) : []
}

/** CloudFormation gives truth values as texts too. */
export const switched = (value: TemplateValue | undefined, otherwise: boolean): boolean =>
  value === undefined ? otherwise : value === true || value === 'true'
