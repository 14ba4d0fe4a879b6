/**
 * What a function's answer says about the messages of a batch (`ReportBatchItemFailures`).
 * Source: Guide, "Handling errors for an SQS event source in Lambda"; edge cases recorded from AWS (LocalStack's test
 * suite, ls/esm/sqs-invalid-batch-result and its neighbours).
 */

/** @returns ids of the messages that failed, or `all` when the whole batch counts as failed */
export function failedItems(payload: string, messageIds: readonly string[]): ReadonlySet<string> | 'all' {
  let response: unknown
  try {
    response = JSON.parse(payload)
  } catch {
    return 'all'
  }
  if (response === null || response === '') return new Set()
  if (typeof response !== 'object' || Array.isArray(response)) return 'all'
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return 'all'
  const failed = new Set<string>()
  for (const failure of failures) {
    const id: unknown = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier
    if (typeof id !== 'string' || !messageIds.includes(id)) return 'all'
    failed.add(id)
  }
  return failed
}
