/** A folder from anywhere, as a project: its template at the top, what it names and is not there made, the rest said. */

import { isMapping } from '../../cloud/aws/intrinsics'
import { checkFiles, defaultSettings, FILES_MAX, FILE_SIZE_MAX } from '../files'
import type { ProjectFiles } from '../model'
import { readTemplate } from '../template'
import { TemplateDocument } from '../template/document'
import type { LeftOutList } from './left-out'
import { leadsOut, movedUp, templatePaths, wrappingFolder } from './place'
import { ImportError, type SourceFile } from './problem'
import { BYTES_MAX, setFile, type Reader } from './reader'
import type { ImportedProject } from './report'
import { folderOf, nameOf, within } from './resolve'
import { handlersIn, stubsFor, templateFor } from './stubs'
import { readText } from './texts'
import { cannotRun } from './verdict'

export class TreeImport {
  readonly #notes: string[] = []

  constructor(
    readonly files: Map<string, SourceFile>,
    readonly left: LeftOutList,
    readonly reader: Reader,
    readonly name: string,
  ) {}

  async run(): Promise<ImportedProject> {
    if (this.files.size === 0) throw new ImportError('There is nothing in it that a project could be made of.')
    const texts = await this.#texts(this.#root())
    const files = this.#placed(texts)
    checkFiles(files)
    const { functions } = readTemplate(files['template.yaml'] ?? '')
    const stubs = stubsFor(files, functions)
    const complete = { ...files, ...Object.fromEntries(stubs.map(({ path, text }) => [path, text])) }
    checkFiles(complete)
    this.#noteCase(Object.keys(files))
    return {
      project: { files: complete, settings: { ...defaultSettings(), name: projectName(this.name) } },
      report: {
        leftOut: this.left.list,
        made: stubs.map(({ path, logicalId }) => ({ path, for: logicalId })),
        cannotRun: cannotRun(complete),
        notes: this.#notes,
      },
    }
  }

  /** Paths as they are below the folder that everything is in. */
  #root(): Map<string, SourceFile> {
    const folder = wrappingFolder([...this.files.keys()])
    if (folder === '') return this.files
    const names = [...this.files].map(([path, file]) => [path.slice(folder.length + 1), file] as const)
    // The one folder may be what CodeUri names.
    return templatePaths(names.map(([path]) => path)).length > 0 ? new Map(names) : this.files
  }

  async #texts(files: ReadonlyMap<string, SourceFile>): Promise<Map<string, string>> {
    if (files.size > FILES_MAX * 5) throw tooMany([...files.keys()])
    const texts = new Map<string, string>()
    for (const [path, file] of files) {
      const read =
        file.size > BYTES_MAX ? 'larger than a file may be' : readText(await this.reader.bytes(file, BYTES_MAX))
      if (typeof read === 'string') this.left.add({ path, why: read })
      else if (read === null) this.left.add({ path, why: 'not a text' })
      else if (read.text.length > FILE_SIZE_MAX) this.left.add({ path, why: 'larger than a file may be' })
      else {
        texts.set(path, read.text)
        if (read.note !== null) this.#notes.push(`${path} ${read.note}.`)
      }
    }
    if (texts.size > FILES_MAX) throw tooMany([...texts.keys()])
    return texts
  }

  #placed(texts: ReadonlyMap<string, string>): ProjectFiles {
    const isTemplate = (path: string): boolean => looksLikeTemplate(texts.get(path) ?? '')
    const candidates = [...new Set([...templatePaths([...texts.keys()]), ...aloneTemplates(texts)])].filter(isTemplate)
    const [template, ...others] = candidates
    const files: Record<string, string> = {}
    if (template === undefined) return this.#withoutTemplate(texts)
    if (others.length > 0) {
      this.#notes.push(
        `There are ${candidates.length} templates; ${template} was opened. The others: ${others.join(', ')}.`,
      )
    }
    const folder = folderOf(template)
    const text = texts.get(template) ?? ''
    const moved = folder !== '' && leadsOut(text, folder) ? movedUp(text, folder) : null
    const root = moved === null ? folder : ''
    for (const [path, content] of texts) {
      if (path === template) continue
      if (root === '' || path.startsWith(`${root}/`))
        setFile(files, root === '' ? path : path.slice(root.length + 1), content)
      else
        this.left.add({
          path: `${path.split('/')[0] ?? path}${path.includes('/') ? '/' : ''}`,
          why: `outside of ${root}/, where the template is`,
        })
    }
    if (Object.hasOwn(files, 'template.yaml')) {
      delete files['template.yaml']
      this.#notes.push('Another template.yaml made way for it.')
    }
    setFile(files, 'template.yaml', moved ?? text)
    if (moved !== null)
      this.#notes.push(
        `${template} is template.yaml now, with its paths changed: it needs what is outside of ${folder}/.`,
      )
    else if (nameOf(template) !== 'template.yaml') this.#notes.push(`${nameOf(template)} is template.yaml now.`)
    return files
  }

  #withoutTemplate(texts: ReadonlyMap<string, string>): ProjectFiles {
    const files: Record<string, string> = {}
    const folder = wrappingFolder([...texts.keys()])
    for (const [path, text] of texts) {
      const own = folder === '' ? path : path.slice(folder.length + 1)
      // A handler that comes alone lies where handlers lie.
      setFile(files, texts.size === 1 && !own.includes('/') ? within('src', own) : own, text)
    }
    const handlers = handlersIn(files)
    if (handlers.length === 0) {
      throw new ImportError(
        'There is no template.yaml in it (nor template.yml or template.json), and no script that exports a handler.',
      )
    }
    this.#notes.push(
      `There was no template: template.yaml was made, with ${handlers.length === 1 ? 'a function' : `${handlers.length} functions`} for ${handlers.map(({ path }) => path).join(', ')}.`,
    )
    setFile(files, 'template.yaml', templateFor(handlers))
    return files
  }

  #noteCase(paths: readonly string[]): void {
    const byName = new Map<string, string>()
    for (const path of paths) {
      const other = byName.get(path.toLowerCase())
      if (other === undefined) byName.set(path.toLowerCase(), path)
      else this.#notes.push(`${other} and ${path} differ only in case: on macOS and Windows only one of them can be.`)
    }
  }
}

function tooMany(paths: readonly string[]): ImportError {
  const byFolder = new Map<string, number>()
  for (const path of paths) {
    const folder = path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/` : 'the top'
    byFolder.set(folder, (byFolder.get(folder) ?? 0) + 1)
  }
  const largest = [...byFolder]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([folder, count]) => `${folder} has ${count}`)
  return new ImportError(
    `A project may have ${FILES_MAX} files; here are ${paths.length} (${largest.join(', ')}). Bring a part of it.`,
  )
}

/** A single file that is a template whatever it is called. */
function aloneTemplates(texts: ReadonlyMap<string, string>): readonly string[] {
  const paths = [...texts.keys()]
  return paths.length === 1 && /\.(ya?ml|json|template|txt)$/i.test(paths[0] ?? '') ? paths : []
}

/** Whether a text is a CloudFormation template, at least in intention. */
export function looksLikeTemplate(text: string): boolean {
  const { value, diagnostics } = new TemplateDocument(text, 'template.yaml')
  if (diagnostics.length > 0) return /^\s*["']?(Resources|AWSTemplateFormatVersion|Transform)["']?\s*:/m.test(text)
  return (
    isMapping(value) && (isMapping(value['Resources']) || 'AWSTemplateFormatVersion' in value || 'Transform' in value)
  )
}

/** `my-app-main.zip` → `my-app-main` */
const projectName = (name: string): string =>
  name
    .replace(/^.*[/\\]/, '')
    .replace(/\.(zip|ya?ml|json|[mc]?[jt]sx?)$/i, '')
    .slice(0, 60) || 'Imported'
