/** Rules of functions and mappings that span more than one value's shape. Error texts: the Lambda API's. */

import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import { RESERVED_VARIABLES } from '../../cloud/aws/reserved-variables'
import { noSnapStart } from '../../cloud/aws/snap-start'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import type { Values } from './expansion'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import { AWS_RUNTIMES, BATCH_SIZE_WITHOUT_WINDOW, ENVIRONMENT_BYTES_MAX, SIMULATED_RUNTIMES } from './vocabulary'

export function checkFunction(properties: Values, path: TemplatePath, findings: Findings): void {
  checkRuntime(properties['Runtime'], [...path, 'Runtime'], findings)
  checkHandler(properties['Handler'], [...path, 'Handler'], findings)
  const snapStart = properties['SnapStart']
  if (isMapping(snapStart) && snapStart['ApplyOn'] === 'PublishedVersions') {
    const message = noSnapStart(String(properties['Runtime']))
    findings.error({ code: 'invalid-value', message, path: [...path, 'SnapStart', 'ApplyOn'] })
  }
  const environment = properties['Environment']
  const variables = isMapping(environment) ? environment['Variables'] : undefined
  if (isMapping(variables) && functionName(variables) === null) {
    checkVariables(variables, [...path, 'Environment', 'Variables'], findings)
  }
}

function checkRuntime(runtime: TemplateValue | undefined, path: TemplatePath, findings: Findings): void {
  if (typeof runtime !== 'string' || SIMULATED_RUNTIMES.includes(runtime)) return
  const known =
    AWS_RUNTIMES.includes(runtime) || /^(nodejs|python|java|dotnet|dotnetcore|ruby|go|provided)/.test(runtime)
  findings.error({
    code: 'unsupported-runtime',
    message: `Coldstart runs Node.js runtimes; ${runtime} is ${known ? 'not one it has' : 'no runtime of AWS Lambda'}.`,
    path,
    hint:
      (/^nodejs\d+\.x$/.test(runtime) ? undefined : suggestion(runtime, SIMULATED_RUNTIMES)) ??
      `Use one of ${SIMULATED_RUNTIMES.join(', ')}.`,
  })
}

/** Such a function deploys on AWS too; each of its invocations fails. */
function checkHandler(handler: TemplateValue | undefined, path: TemplatePath, findings: Findings): void {
  if (typeof handler !== 'string' || /\s/.test(handler)) return
  const hint = 'A handler is [folder/]file.export: src/app.handler is the export `handler` of src/app.ts.'
  if (handler.includes('..')) {
    const message = `Runtime.MalformedHandlerName: '${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`
    findings.warning({ code: 'malformed-handler', message, path, hint })
  } else if (!/[^/.][^/.]*\.[^/]+$/.test(handler)) {
    findings.warning({ code: 'malformed-handler', message: 'Runtime.MalformedHandlerName: Bad handler', path, hint })
  }
}

function checkVariables(variables: Values, path: TemplatePath, findings: Findings): void {
  for (const name of Object.keys(variables)) {
    if (RESERVED_VARIABLES.has(name)) {
      const message = `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${name}`
      findings.error({ code: 'reserved-variable', message, path: [...path, name], on: 'key' })
    } else if (!/^[a-zA-Z]\w+$/.test(name)) {
      const message = `Value '${name}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`
      findings.error({ code: 'invalid-value', message, path: [...path, name], on: 'key' })
    }
  }
  const measured = JSON.stringify(
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, isMapping(value) ? '' : String(value)])),
  )
  if (new TextEncoder().encode(measured).length <= ENVIRONMENT_BYTES_MAX) return
  const message = `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`
  findings.error({ code: 'environment-too-large', message, path, on: 'key' })
}

/** @param path of a mapping's or SQS event's properties */
export function checkMapping(
  properties: Values,
  path: TemplatePath,
  source: 'EventSourceArn' | 'Queue',
  findings: Findings,
): void {
  const batchSize = Number(properties['BatchSize'])
  const batchingWindow = properties['MaximumBatchingWindowInSeconds']
  const hasWindow = batchingWindow !== undefined && (isMapping(batchingWindow) || Number(batchingWindow) > 0)
  if (batchSize > BATCH_SIZE_WITHOUT_WINDOW && !hasWindow) {
    const message = 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'
    const hint = 'Add MaximumBatchingWindowInSeconds, 1 to 300.'
    findings.error({ code: 'batch-without-window', message, path: [...path, 'BatchSize'], hint })
  }
  checkIsArn(properties[source], [...path, source], findings)
}

/** `!Ref` of a queue is its URL, which is not what Lambda wants. */
export function checkIsArn(value: TemplateValue | undefined, path: TemplatePath, findings: Findings): void {
  if (value === undefined) return
  const name = String(path[path.length - 1])
  const hintFor = (id: string): string => `Use !GetAtt ${id}.Arn.`
  if (typeof value === 'string' && !value.startsWith('arn:')) {
    findings.error({
      code: 'not-an-arn',
      message: `${name} must be an ARN, not '${value}'.`,
      path,
      hint: hintFor('<queue>'),
    })
  }
  const id = isMapping(value) && functionName(value) === 'Ref' ? value['Ref'] : undefined
  if (typeof id !== 'string') return
  const message = `${name} must be an ARN; Ref of a queue gives its URL.`
  findings.error({ code: 'not-an-arn', message, path, hint: hintFor(id) })
}
