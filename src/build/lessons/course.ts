/** The lessons as they lie in src/lessons: each a folder with its text and the projects that the text embeds. */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import type { ProjectFiles } from '../../project/model'

export interface Lesson {
  /** Its folder: a number of two digits and a name. */
  readonly id: string
  readonly number: number
  readonly title: string
  /** What somebody knows afterwards, in one line. */
  readonly point: string
  readonly minutes: number
  /** Markdown. */
  readonly text: string
  readonly projects: Readonly<Record<string, LessonProject>>
}

export interface LessonProject {
  readonly files: ProjectFiles
  /** Files that differ in the answer of a task; none for a project that is no task. */
  readonly solution: ProjectFiles
}

export class LessonError extends Error {
  override readonly name = 'LessonError'
}

const LESSON = /^(\d\d)-[a-z\d-]+$/
const TEXT = 'lesson.md'
const SOLUTION = 'solution/'
const FRONT_MATTER = /^---\n([\s\S]*?)\n---\n/

export async function readCourse(folder: string): Promise<readonly Lesson[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(ids.sort().map((id) => readLesson(folder, id)))
}

async function readLesson(course: string, id: string): Promise<Lesson> {
  const number = LESSON.exec(id)?.[1]
  if (number === undefined) throw new LessonError(`src/lessons/${id}: a lesson's folder is named as 07-concurrency`)
  const folder = path.join(course, id)
  const markdown = await readFile(path.join(folder, TEXT), 'utf8')
  const [head, yaml] = FRONT_MATTER.exec(markdown) ?? []
  if (head === undefined || yaml === undefined) throw new LessonError(`${id}/${TEXT} has no front matter`)
  const { title, point, minutes } = parse(yaml) as Record<string, unknown>
  if (typeof title !== 'string' || typeof point !== 'string' || typeof minutes !== 'number')
    throw new LessonError(`${id}/${TEXT}: the front matter holds a title, a point and minutes`)
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const projects = await Promise.all(
    names.map(async ({ name }) => [name, withSolution(await readFiles(path.join(folder, name)))] as const),
  )
  return {
    id,
    number: Number(number),
    title,
    point,
    minutes,
    text: markdown.slice(head.length),
    projects: Object.fromEntries(projects),
  }
}

function withSolution(all: ProjectFiles): LessonProject {
  const entries = Object.entries(all)
  return {
    files: Object.fromEntries(entries.filter(([file]) => !file.startsWith(SOLUTION))),
    solution: Object.fromEntries(
      entries.filter(([file]) => file.startsWith(SOLUTION)).map(([file, text]) => [file.slice(SOLUTION.length), text]),
    ),
  }
}

/** @returns text by path from `folder`, `/`-separated and sorted */
async function readFiles(folder: string): Promise<ProjectFiles> {
  const files: [string, string][] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    files.push([path.relative(folder, file).replaceAll(path.sep, '/'), await readFile(file, 'utf8')])
  }
  return Object.fromEntries(files.sort(([one], [other]) => (one < other ? -1 : 1)))
}
