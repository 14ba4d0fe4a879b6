/** Making a function's URL. */

import type { LambdaFunction } from '../function'
import type { Lambda } from '../lambda'
import * as limits from '../limits'
import { urlKey, type FunctionUrl } from './configuration'

export function newUrl(
  lambda: Lambda,
  fn: LambdaFunction,
  alias: string | null,
  settings: Pick<FunctionUrl, 'authType' | 'invokeMode' | 'cors'>,
): FunctionUrl {
  const { kernel } = lambda.context
  const id = kernel.random('function-url-ids').text(limits.URL_ID_LENGTH, limits.URL_ID_ALPHABET)
  const url = { ...settings, id, alias, createdAt: kernel.now, modifiedAt: kernel.now }
  fn.urls.set(urlKey(alias), url)
  return url
}
