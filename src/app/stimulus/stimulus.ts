import { isScriptPath, SCRIPT_SUFFIX } from '../../project/stimuli'
import type { ProjectFiles, Stimulus, StimulusKind } from '../../project/model'

/** What can be sent to: a resource of the template, or a topic, queue or collection behind one of its brokers. */
export interface Target {
  /** Of a channel its broker's, and its name: `Cluster/orders`. The default bus has its ARN. */
  readonly logicalId: string
  readonly kind: 'function' | Exclude<StimulusKind, 'sync' | 'async'>
  /** What it is called here, if that is not its logical id. */
  readonly label?: string
  /** Of a FIFO queue or topic. */
  readonly fifo?: true
  /** A durable function is invoked by a qualified name: as the console does, its `$LATEST`. */
  readonly qualifier?: string
}

export const eventFiles = (files: ProjectFiles): readonly string[] =>
  Object.keys(files)
    .filter((path) => path.startsWith('events/') && path.endsWith('.json') && !isScriptPath(path))
    .sort()

export const scriptFiles = (files: ProjectFiles): readonly string[] => Object.keys(files).filter(isScriptPath).sort()

const EMPTY_EVENT = '{\n  "key": "value"\n}\n'

/** What Run would send: the last stimulus as far as it still fits the project, else the nearest thing to it. */
export function currentStimulus(
  stored: Stimulus | null,
  files: ProjectFiles,
  targets: readonly Target[],
): Stimulus | null {
  const target = targets.find((one) => one.logicalId === stored?.target) ?? targets[0]
  if (!target) return null
  const events = eventFiles(files)
  const eventFile = stored
    ? stored.eventFile !== null && stored.eventFile in files
      ? stored.eventFile
      : null
    : (events[0] ?? null)
  const script = stored?.script !== undefined && stored.script in files ? stored.script : null
  return {
    ...(stored?.details && { details: stored.details }),
    ...(script !== null && { script }),
    target: target.logicalId,
    kind: target.kind !== 'function' ? target.kind : stored?.kind === 'async' ? 'async' : 'sync',
    eventFile,
    payload: eventFile === null ? (stored?.payload ?? EMPTY_EVENT) : (files[eventFile] ?? ''),
  }
}

/** A path under events/ that is not taken: `events/<word>.json`, `events/<word>-2.json`, … */
export function freeEventPath(files: ProjectFiles, word: string): string {
  for (let number = 1; ; number++) {
    const path = `events/${word}${number > 1 ? `-${number}` : ''}.json`
    if (!(path in files)) return path
  }
}

export function freeScriptPath(files: ProjectFiles, word: string): string {
  for (let number = 1; ; number++) {
    const path = `events/${word}${number > 1 ? `-${number}` : ''}${SCRIPT_SUFFIX}`
    if (!(path in files)) return path
  }
}

/** Whether it is an event for a function, which has to be JSON; anything else may be any text. */
export const isInvocation = ({ kind }: Pick<Stimulus, 'kind'>): boolean => kind === 'sync' || kind === 'async'

/** `OrderPlaced` → `order-placed` */
export const fileWord = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'event'
