/** ProjectionExpression: the paths to give back. Source: Developer Guide, "Using projection expressions in DynamoDB". */

import { checkDistinct, checkReserved, parsePath, resolvePath, type Path, type WrittenPath } from './paths'
import type { Placeholders } from './placeholders'
import { Cursor } from './tokens'

const PARAMETER = 'ProjectionExpression'

/** @throws AwsError ValidationException */
export function readProjection(text: string, placeholders: Placeholders): readonly Path[] {
  const cursor = new Cursor(PARAMETER, text)
  const written: WrittenPath[] = [parsePath(cursor)]
  while (cursor.takeSymbol(',')) written.push(parsePath(cursor))
  cursor.expectEnd()
  for (const path of written) checkReserved(PARAMETER, path)
  const paths = written.map((path) => resolvePath(PARAMETER, path, placeholders))
  checkDistinct(PARAMETER, paths)
  return paths
}
