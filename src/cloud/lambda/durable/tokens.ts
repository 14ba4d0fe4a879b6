/**
 * Checkpoint tokens and callback ids: opaque on AWS, and here texts that name what they are for, in base64.
 * Source: CheckpointDurableExecution API: each checkpoint consumes a token and returns a new one.
 */

/** @param sequence of the checkpoint, from 0 in each invocation */
export const checkpointToken = (executionArn: string, requestId: string, sequence: number): string =>
  encode({ executionArn, requestId, sequence })

export const callbackIdOf = (executionArn: string, operationId: string): string => encode({ executionArn, operationId })

/** @returns null for what is none */
export function readCallbackId(text: string): { readonly executionArn: string; readonly operationId: string } | null {
  try {
    const value = JSON.parse(atob(text)) as Readonly<Record<string, unknown>> | null
    const executionArn = value?.['executionArn']
    const operationId = value?.['operationId']
    return typeof executionArn === 'string' && typeof operationId === 'string' ? { executionArn, operationId } : null
  } catch {
    return null
  }
}

/** All of it is ASCII: ARNs, names and ids have no other characters. */
const encode = (value: object): string => btoa(JSON.stringify(value))
