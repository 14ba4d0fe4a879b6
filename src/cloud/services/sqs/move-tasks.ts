/** Redrive: message move tasks from a dead-letter queue. */

/** The source queue's ARN that a task's handle carries; null for what is no handle. */
export function sourceOfTask(handle: string): string | null {
  try {
    const { sourceArn } = JSON.parse(atob(handle)) as { sourceArn?: unknown }
    return typeof sourceArn === 'string' ? sourceArn : null
  } catch {
    return null
  }
}
