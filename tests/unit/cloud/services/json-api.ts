/** Calls of APIs that speak AWS JSON 1.1, over the wire, as the page's user. */

import type { Cloud } from '../../../../src/cloud/cloud'
import { ServiceError } from '../stack'

const TARGETS = {
  kinesis: 'Kinesis_20131202',
  kms: 'TrentService',
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
} as const

/** @throws ServiceError */
export async function call(
  cloud: Cloud,
  service: keyof typeof TARGETS,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const { status, body } = await cloud.aws({
    method: 'POST',
    url: `https://${service}.us-east-1.amazonaws.com/`,
    headers: { 'x-amz-target': `${TARGETS[service]}.${operation}` },
    body: JSON.stringify(input),
  })
  const output = JSON.parse(body as string) as Record<string, unknown>
  if (status === 200) return output
  const name = String(output['__type']).split('#').at(-1) ?? ''
  throw new ServiceError(name, String(output['message'] ?? output['Message'] ?? ''), '', status)
}
