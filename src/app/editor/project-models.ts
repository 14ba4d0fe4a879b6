import { editor, Range } from 'monaco-editor/editor'
import type { ProjectFiles } from '../../project/model'
import { difference, Echoes } from './echoes'
import { checkAgain, languageOf, shareWithTypeScript, syncWithTypeScript } from './languages'
import { uriOf } from './paths'

/** JSON is passed on to TypeScript this long after the last key. */
const SHARE_DELAY_MS = 400

/** Whether TypeScript has been given files before: it reads the first ones as it starts, and later ones when it is told. */
let hasBegun = false

/**
 * One Monaco model per project file. Monaco knows models by address, so there may be only one of these at a time.
 */
export class ProjectModels {
  private readonly files = new Map<string, FileModel>()

  /** @param onType called after each change that is the user's */
  constructor(private readonly onType: (path: string, text: string) => void) {}

  get(path: string): editor.ITextModel | null {
    return this.files.get(path)?.model ?? null
  }

  /** Creates, updates and disposes models so that they are these files. @returns whether there are new ones */
  update(files: ProjectFiles): boolean {
    const removed = [...this.files].filter(([path]) => !Object.hasOwn(files, path))
    for (const [path, file] of removed) {
      this.files.delete(path)
      file.dispose()
    }
    const added: FileModel[] = []
    for (const [path, text] of Object.entries(files)) {
      const present = this.files.get(path)
      if (present) {
        present.accept(text)
      } else {
        const file = new FileModel(path, text, (typed) => this.onType(path, typed))
        this.files.set(path, file)
        added.push(file)
      }
    }
    const scripts = added.filter(({ model }) => model.getLanguageId() === 'typescript')
    const synced = syncWithTypeScript(scripts.map(({ model }) => model.uri))
    if (hasBegun && (added.length > 0 || removed.length > 0)) void synced.then(checkAgain)
    hasBegun = true
    return added.length > 0
  }

  paths(): readonly string[] {
    return [...this.files.keys()]
  }

  dispose(): void {
    this.update({})
  }
}

class FileModel {
  readonly model: editor.ITextModel
  private readonly echoes: Echoes
  private applying = false
  private unshare: (() => void) | null = null
  private shareTimer: ReturnType<typeof setTimeout> | undefined

  /** @param given the text that the app has */
  constructor(path: string, given: string, onType: (text: string) => void) {
    this.echoes = new Echoes(given)
    const uri = uriOf(path)
    // TypeScript may have made a model of the same address to show a definition.
    editor.getModel(uri)?.dispose()
    this.model = editor.createModel(given, languageOf(path), uri)
    this.model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
    this.share()
    this.model.onDidChangeContent(() => {
      this.shareSoon()
      if (this.applying) return
      const text = this.model.getValue()
      this.echoes.typed(text)
      onType(text)
    })
  }

  accept(text: string): void {
    if (this.echoes.isNews(text)) this.replace(text)
  }

  dispose(): void {
    clearTimeout(this.shareTimer)
    this.unshare?.()
    this.model.dispose()
  }

  /** Changes only what differs, so that the cursor and the folded regions stay, and as something that can be undone. */
  private replace(text: string): void {
    const change = difference(this.model.getValue(), text)
    if (!change) return
    const from = this.model.getPositionAt(change.start)
    const to = this.model.getPositionAt(change.end)
    this.applying = true
    this.model.pushStackElement()
    this.model.pushEditOperations(null, [{ range: Range.fromPositions(from, to), text: change.text }], () => null)
    this.model.pushStackElement()
    this.applying = false
  }

  private shareSoon(): void {
    clearTimeout(this.shareTimer)
    if (this.model.getLanguageId() === 'json') this.shareTimer = setTimeout(() => this.share(), SHARE_DELAY_MS)
  }

  private share(): void {
    if (this.model.getLanguageId() !== 'json') return
    this.unshare?.()
    this.unshare = shareWithTypeScript(this.model.uri, this.model.getValue())
  }
}
