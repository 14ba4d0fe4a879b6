/** Filter patterns, with the API's error for what is none. */

import { compileFilterPattern as compile, FilterPatternError, type FilterPattern } from '../../aws/filter-pattern'
import { errors } from './wire'

export type { FilterPattern }

/** @throws AwsError InvalidParameterException */
export function compileFilterPattern(pattern: string): FilterPattern {
  try {
    return compile(pattern)
  } catch (error) {
    if (error instanceof FilterPatternError) throw errors.invalidPattern()
    throw error
  }
}
