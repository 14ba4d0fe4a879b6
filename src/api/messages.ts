/**
 * Between a host page's `<coldstart-playground>` and the page in its frame. Both greet over their windows; all the rest
 * goes over the one port that the element sends along:
 *
 *     frame → element   Hello       as soon as it listens, and again until it is answered
 *     element → frame   Connect     with the port, the project and how it is shown; to the playground's origin only
 *     element → frame   Request     a method by name, with its arguments
 *     frame → element   Reply, Records, Happening
 *
 * Nothing in it can run code at the other end: whatever is not of these shapes is ignored (and see host.ts).
 */

/** Both ends say theirs; different ones do not talk. It grows when an older end would misunderstand a newer one. */
export const PROTOCOL = 1

export interface Hello {
  readonly coldstart: 'hello'
  readonly protocol: number
}

export interface Connect {
  readonly coldstart: 'connect'
  readonly protocol: number
  readonly start: Start
}

/** What the page in the frame begins with. */
export interface Start {
  readonly files: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly views: readonly string[]
  readonly file: string | null
  readonly readOnly: boolean
  readonly dark: boolean
  /** What another frame of the same embed held when it was put away: a `.coldstart` file. */
  readonly kept: Uint8Array | null
}

export interface Request {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } }

/** For the subscription that the request `id` began. */
export interface Records {
  readonly subscription: number
  readonly records: readonly unknown[]
}

/** Becomes a DOM event on the element, `coldstart-<event>`. */
export interface Happening {
  readonly event: string
  readonly detail: unknown
}

/** What happens in the frame that the element tells its host of; `editing` is between the embeds of a page. */
export const EVENTS = ['ready', 'deployed', 'run', 'checks', 'change', 'idle', 'error', 'editing'] as const
export type EventName = (typeof EVENTS)[number]

/** Methods of the element that are asked over the port as they are; `clock.…` is a namespace. */
export const METHODS = [
  ...['open', 'deploy', 'invoke', 'load', 'send', 'play', 'aws', 'http', 'entrances', 'resources', 'faults'],
  ...[
    'access',
    'trace',
    'share',
    'exportZip',
    'importZip',
    'runTests',
    'stopTests',
    'explore',
    'stopExploring',
    'files',
    'run',
    'show',
  ],
  ...['clock.now', 'clock.state', 'clock.pace', 'clock.advance', 'clock.runUntilIdle', 'clock.step'],
] as const

const TEXT_MAX = 10_000

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string')

const isId = (value: unknown): value is number => Number.isSafeInteger(value)

export function parseHello(data: unknown): Hello | null {
  if (!isObject(data) || data['coldstart'] !== 'hello' || !isId(data['protocol'])) return null
  return { coldstart: 'hello', protocol: data['protocol'] }
}

export function parseConnect(data: unknown): Connect | null {
  if (!isObject(data) || data['coldstart'] !== 'connect' || !isId(data['protocol'])) return null
  const { start } = data
  if (!isObject(start) || !isTexts(start['files']) || !isObject(start['settings'])) return null
  const { files, settings, views, file, readOnly, dark, kept } = start
  return {
    coldstart: 'connect',
    protocol: data['protocol'],
    start: {
      ...{ files, settings },
      views: Array.isArray(views) ? views.filter((view) => typeof view === 'string') : [],
      file: typeof file === 'string' ? file : null,
      readOnly: readOnly === true,
      dark: dark === true,
      kept: kept instanceof Uint8Array ? kept : null,
    },
  }
}

export function parseRequest(data: unknown): Request | null {
  if (!isObject(data)) return null
  const { id, method, args } = data
  if (!isId(id) || typeof method !== 'string' || method.length > TEXT_MAX || !Array.isArray(args)) return null
  return { id, method, args }
}

export function parseFromFrame(data: unknown): Reply | Records | Happening | null {
  if (!isObject(data)) return null
  const { id, error, subscription, records, event } = data
  if (isId(id)) {
    if (!isObject(error)) return { id, value: data['value'] }
    return { id, error: { name: String(error['name']), message: String(error['message']) } }
  }
  if (isId(subscription) && Array.isArray(records)) return { subscription, records }
  if (EVENTS.some((one) => one === event)) return { event: event as EventName, detail: data['detail'] }
  return null
}
