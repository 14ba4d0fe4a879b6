/**
 * Fenced blocks of a lesson that are not code to be read: `playground` places an embed of a project, `task` one whose
 * checks have to pass. Both hold YAML.
 */

import { parse } from 'yaml'
import { defaultSettings } from '../../project/files'
import {
  STIMULUS_KINDS,
  type Pace,
  type Project,
  type ProjectFiles,
  type Stimulus,
  type StimulusKind,
} from '../../project/model'
import { isScriptPath } from '../../project/stimuli'
import { LessonError, type Lesson, type LessonProject } from './course'

export interface Playground {
  /** Its folder beside the lesson's text. */
  readonly name: string
  readonly title: string
  readonly source: LessonProject
  readonly project: Project
  /** The file that is shown, also to readers without JavaScript. */
  readonly open: string
  /** Views of the embed, separated by spaces. */
  readonly view: string
}

export interface Task extends Playground {
  readonly hints: readonly string[]
  /** What `tests/*.test.ts` call their tests. */
  readonly checks: readonly string[]
}

export const DIRECTIVES = ['playground', 'task'] as const
export type Directive = (typeof DIRECTIVES)[number]

const FIELDS: Readonly<Record<string, string>> = {
  project: 'a folder beside the text',
  title: 'what is to be seen',
  open: 'the file that is shown',
  view: 'views of the embed',
  send: 'target, kind and event file of what Run sends, or a script of stimuli',
  pace: '1x, 10x, 100x, max or paused',
  settings: 'other settings of the project',
  hints: 'of a task',
}
const DEFAULT_VIEW = 'code result timeline'
const TEST = /^\s*test\(\s*(['"`])(.+?)\1\s*,/gm

export function readPlayground(lesson: Lesson, yaml: string): Playground {
  const wrong = (what: string): LessonError => new LessonError(`${lesson.id}/lesson.md: ${what}, in:\n${yaml}`)
  const fields = (parse(yaml) ?? {}) as Record<string, unknown>
  const unknown = Object.keys(fields).find((field) => !Object.hasOwn(FIELDS, field))
  if (unknown !== undefined) throw wrong(`There is no field "${unknown}"`)
  const text = (field: string): string | undefined => {
    const value = fields[field]
    if (value !== undefined && typeof value !== 'string') throw wrong(`"${field}" is ${FIELDS[field] ?? 'a text'}`)
    return value
  }
  const name = text('project') ?? ''
  const source = Object.hasOwn(lesson.projects, name) ? lesson.projects[name] : undefined
  if (!source) throw wrong(`There is no project "${name}"`)
  const open = text('open') ?? 'template.yaml'
  if (!Object.hasOwn(source.files, open)) throw wrong(`${name} has no file ${open}`)
  const title = text('title') ?? lesson.title
  const stimulus = readStimulus(text('send') ?? '', source.files, wrong)
  const given = (fields['settings'] ?? {}) as Partial<Project['settings']>
  const pace = (text('pace') ?? '1x') as Pace
  const settings = { ...defaultSettings(), name: title, pace, openFile: open, stimulus, ...given }
  return { name, title, source, project: { files: source.files, settings }, open, view: text('view') ?? DEFAULT_VIEW }
}

export function readTask(lesson: Lesson, yaml: string): Task {
  const playground = readPlayground(lesson, yaml)
  const { hints = [] } = parse(yaml) as { hints?: readonly string[] }
  const { files, solution } = playground.source
  const checks = Object.entries(files)
    .filter(([file]) => /^tests\/.*\.test\.ts$/.test(file))
    .flatMap(([, text]) => [...text.matchAll(TEST)].map(([, , name = '']) => name))
  const missing = checks.length === 0 ? 'checks' : Object.keys(solution).length === 0 ? 'solution' : null
  if (missing) throw new LessonError(`${lesson.id}: the task ${playground.name} has no ${missing}`)
  return { ...playground, hints, checks }
}

/** @param send `Greet sync events/ada.json`, or a script of stimuli: `events/rush.stimuli.json` */
function readStimulus(send: string, files: ProjectFiles, wrong: (what: string) => LessonError): Stimulus | null {
  if (send === '') return null
  const script = isScriptPath(send) ? send : undefined
  const [target = '', kind = '', eventFile = null] = script === undefined ? send.split(/\s+/) : ['', 'sync']
  if (!isKind(kind)) throw wrong(`"${kind}" is none of ${STIMULUS_KINDS.join(', ')}`)
  const file = script ?? eventFile
  if (file !== null && !Object.hasOwn(files, file)) throw wrong(`The project has no file ${file}`)
  const payload = eventFile === null ? '{}' : (files[eventFile] ?? '')
  return { target, kind, eventFile, payload, ...(script !== undefined && { script }) }
}

const isKind = (text: string): text is StimulusKind => (STIMULUS_KINDS as readonly string[]).includes(text)
