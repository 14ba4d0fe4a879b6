import { editor, Range } from 'monaco-editor/editor'
import type { ProjectFiles } from '../../project/model'
import { checkAgain, languageOf, shareWithTypeScript, syncWithTypeScript } from './languages'
import { uriOf } from './paths'

/** JSON is passed on to TypeScript this long after the last key. */
const SHARE_DELAY_MS = 400

/** Texts of one file that the app was told of and has not given back. More are not remembered. */
const MAX_UNCONFIRMED = 100

/**
 * One Monaco model per project file. Monaco knows models by address, so there may be only one of these at a time.
 *
 * Text goes round: what is typed is told to the app, which gives it back with the project. A text that comes back late,
 * after more was typed, must not overwrite the newer one: it is recognised as an echo.
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
    const isFirst = this.files.size === 0
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
    if (!isFirst && (added.length > 0 || removed.length > 0)) void synced.then(checkAgain)
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
  private unconfirmed: string[] = []
  private applying = false
  private unshare: (() => void) | null = null
  private shareTimer: ReturnType<typeof setTimeout> | undefined

  /** @param given the text that the app gave last */
  constructor(
    path: string,
    private given: string,
    onType: (text: string) => void,
  ) {
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
      this.unconfirmed = [...this.unconfirmed, text].slice(-MAX_UNCONFIRMED)
      onType(text)
    })
  }

  accept(text: string): void {
    if (text === this.given) return
    this.given = text
    const echo = this.unconfirmed.indexOf(text)
    this.unconfirmed = echo < 0 ? [] : this.unconfirmed.slice(echo + 1)
    if (echo < 0) this.replace(text)
  }

  dispose(): void {
    clearTimeout(this.shareTimer)
    this.unshare?.()
    this.model.dispose()
  }

  /** Changes only what differs, so that the cursor and the folded regions stay, and as something that can be undone. */
  private replace(text: string): void {
    const present = this.model.getValue()
    if (present === text) return
    const longest = Math.min(present.length, text.length)
    let start = 0
    while (start < longest && present[start] === text[start]) start += 1
    let end = 0
    while (end < longest - start && present.at(-1 - end) === text.at(-1 - end)) end += 1
    const from = this.model.getPositionAt(start)
    const to = this.model.getPositionAt(present.length - end)
    this.applying = true
    this.model.pushStackElement()
    this.model.pushEditOperations(
      null,
      [{ range: Range.fromPositions(from, to), text: text.slice(start, text.length - end) }],
      () => null,
    )
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
