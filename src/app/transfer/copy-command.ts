/** What is sent here, or was, as a command for a terminal. Loaded when somebody asks for one. */

import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import { awsCommand, type CommandLine } from '../../project/command-lines/aws-cli'
import { curlCommand } from '../../project/command-lines/curl'
import type { Stimulus } from '../../project/model'
import type { Selection } from '../state/selection'
import type { Session } from '../state/session.svelte'
import { pastStimulus } from '../stimulus/past'
import { type CurrentRequest, headersOf, mayHaveBody, urlOf } from '../stimulus/web-request'

export type CommandSource =
  | { readonly kind: 'send' }
  | { readonly kind: 'past'; readonly selection: Selection }
  | { readonly kind: 'web'; readonly request: CurrentRequest }

/** Puts it into the clipboard, or says why not. */
export async function copyCommand(session: Session, source: CommandSource): Promise<void> {
  const line = commandOf(session, source)
  if ('reason' in line) {
    session.notices.show({ tone: 'error', title: 'There is no command for this', detail: line.reason })
    return
  }
  try {
    await navigator.clipboard.writeText(line.command)
  } catch (error) {
    session.notices.failure('Not copied', error)
    return
  }
  session.notices.show({ tone: 'success', title: `Copied as ${line.tool}`, detail: line.note })
}

type ToolCommand =
  | { readonly command: string; readonly tool: string; readonly note: string }
  | Extract<CommandLine, { readonly reason: string }>

function commandOf(session: Session, source: CommandSource): ToolCommand {
  if (source.kind === 'web') return curlOf(source.request)
  if (source.kind === 'past') {
    const stimulus = pastStimulus(source.selection, session.trace.current)
    return stimulus ? cliOf(session, stimulus) : { reason: 'What was sent is no longer kept.' }
  }
  const { request, stimulus } = session
  if (session.workspace.settings.request?.active === true) {
    return request ? curlOf(request) : { reason: 'There is no host name before the project is deployed.' }
  }
  if (!stimulus) return { reason: 'template.yaml has nothing that could be sent to.' }
  if (stimulus.script !== undefined) return { reason: 'A script is many stimuli: choose one event, and copy that.' }
  return cliOf(session, stimulus)
}

function cliOf({ template, trace }: Session, { target, kind, payload, details }: Stimulus): ToolCommand {
  const found = template.targets.find(({ logicalId }) => logicalId === target)
  const resource = trace.current.names.resource(target)
  const id = resource?.physicalId ?? target
  const qualifier = found?.qualifier
  const line = awsCommand({ kind, id, ...(qualifier !== undefined && { qualifier }) }, payload, details)
  if ('reason' in line) return line
  const note = resource
    ? `“${id}” is what ${target} is called here. In your account it has another name: the stack’s outputs or resources have it.`
    : `${target} is not deployed yet: put its name in.`
  return { ...line, tool: 'AWS CLI command', note }
}

function curlOf(current: CurrentRequest): ToolCommand {
  const { draft, entrance } = current
  const line = curlCommand({
    method: draft.method,
    url: urlOf(current),
    headers: headersOf(draft.headers),
    body: mayHaveBody(draft.method) ? draft.body : '',
    signed: draft.signed,
    entrance: entrance.kind,
    region: DEFAULT_ACCOUNT.region,
  })
  if ('reason' in line) return line
  const signed = draft.signed
    ? ' It signs with the credentials of the shell (aws configure export-credentials --format env), for the region in it.'
    : ''
  return { ...line, tool: 'curl', note: `The host name is of this page alone: put in your stack’s.${signed}` }
}
