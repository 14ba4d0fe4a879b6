import type { ColdstartApi } from '../../api/api'

/** How somebody outside completes a callback. */
export type CallbackOutcome = { readonly result: string } | { readonly error: string }

const ENDPOINT = 'https://lambda.us-east-1.amazonaws.com/2025-12-01/durable-execution-callbacks'

/** SendDurableExecutionCallbackSuccess or …Failure, as the page's user. @throws an Error named after the AWS error code */
export async function completeCallback(
  api: Pick<ColdstartApi, 'aws'>,
  callbackId: string,
  outcome: CallbackOutcome,
): Promise<void> {
  const [action, body] =
    'error' in outcome
      ? (['fail', JSON.stringify({ ErrorType: 'Rejected', ErrorMessage: outcome.error })] as const)
      : (['succeed', outcome.result] as const)
  const response = await api.aws({
    method: 'POST',
    url: `${ENDPOINT}/${encodeURIComponent(callbackId)}/${action}`,
    headers: { 'content-type': 'error' in outcome ? 'application/json' : 'application/octet-stream' },
    body,
  })
  if (response.status === 200) return
  const text = typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
  const { message, Message } = JSON.parse(text) as { readonly message?: string; readonly Message?: string }
  const name = response.headers['x-amzn-errortype']?.split(':')[0] ?? 'ServiceException'
  throw Object.assign(new Error(message ?? Message ?? 'Lambda gave no reason.'), { name })
}
