import type { ColdstartApi } from '../../api/api'
import type { ImportedProject, ImportReport } from '../../project/transfer/import'
import type { LinkContent } from '../../project/share-url'
import { plural } from '../parts/quantities'
import type { Session } from '../state/session.svelte'
import { download } from './download'
import type { Brought } from './sources'
import type { TraceFormat } from './trace-file'

export interface Imported {
  readonly name: string
  readonly report: ImportReport
}

/** Projects that come into the page and leave it. What does the work is loaded when it is needed. */
export class Transfers {
  /** Of the import that was last, if there is something to say about it. */
  imported = $state.raw<Imported | null>(null)
  busy = $state(false)
  readonly #session: Session
  readonly #api: ColdstartApi

  constructor(session: Session, api: ColdstartApi) {
    this.#session = session
    this.#api = api
  }

  /** @param bringing what was dropped or chosen; null when the person thought better of it */
  async bring(bringing: Promise<Brought | null> | Brought | null): Promise<void> {
    await this.#try(async () => {
      const brought = await bringing
      if (!brought || brought.files.length === 0) return
      const { alone } = brought
      // The same as a link, with all that it says beside the project.
      if (alone && /\.coldstart$/i.test(alone.name)) {
        this.#session.layout.dialog = null
        return this.#session.sharing.openLink(decoded(alone))
      }
      await this.#open(await imported(brought), brought.name)
    })
  }

  async bringTemplate(text: string): Promise<void> {
    await this.#try(async () => {
      const { importFiles } = await import('../../project/transfer/import')
      const bytes = new TextEncoder().encode(text)
      const read = (): Promise<Uint8Array> => Promise.resolve(bytes)
      const file = { path: 'template.yaml', size: bytes.length, kind: 'file' as const, read }
      await this.#open(await importFiles([file], 'Pasted template'), 'a pasted template')
    })
  }

  async #open({ project, report }: ImportedProject, name: string): Promise<void> {
    const { layout } = this.#session
    layout.dialog = null
    this.imported = { name, report }
    await this.#session.openInstead(project, `Opened “${project.settings.name}” from ${name}`, summary(report))
    if (hasNews(report)) layout.dialog = 'import-report'
  }

  async exportZip(): Promise<void> {
    await this.#try(async () => {
      const { fileName, bytes, added, changed, notes } = await this.#api.exportZip()
      download(fileName, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }))
      const grown = [
        added.length > 0 ? `Added: ${added.join(', ')}.` : '',
        changed.length > 0 ? `Changed for SAM: ${changed.join(', ')}.` : '',
      ]
      this.#session.notices.show({
        tone: notes.length > 0 ? 'info' : 'success',
        title: `Exported ${fileName}`,
        detail: [...grown, ...notes, 'sam build && sam deploy takes it; dropped here, it is this project again.']
          .filter(Boolean)
          .join(' '),
      })
    }, 'Nothing was exported')
  }

  /** Everything that has happened in this run. */
  async exportTrace(format: TraceFormat): Promise<void> {
    await this.#try(async () => {
      const { trace, workspace, notices } = this.#session
      const { length } = trace.recording
      if (length === 0) throw new Error('Nothing has happened yet.')
      const [{ traceFile, TRACE_FILES }, { slug }] = await Promise.all([
        import('./trace-file'),
        import('../../project/transfer/guide'),
      ])
      const fileName = `${slug(workspace.settings.name)}.${TRACE_FILES[format].suffix}`
      download(fileName, await traceFile(format, trace.recording))
      notices.show({ tone: 'success', title: `Exported ${fileName}`, detail: plural(length, 'record') })
    }, 'The trace was not exported')
  }

  async #try(action: () => Promise<void>, failure = 'Nothing was imported'): Promise<void> {
    this.busy = true
    try {
      await action()
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return
      const detail = error instanceof Error ? error.message : String(error)
      this.#session.notices.show({ tone: 'error', title: failure, detail, sticky: true })
    } finally {
      this.busy = false
    }
  }
}

async function decoded(file: File): Promise<LinkContent> {
  const { decodeFile } = await import('../../project/share-url')
  return decodeFile(new Uint8Array(await file.arrayBuffer()))
}

async function imported({ name, files, alone }: Brought): Promise<ImportedProject> {
  const { importFiles, importZip } = await import('../../project/transfer/import')
  if (alone && /\.zip$/i.test(alone.name)) return importZip(new Uint8Array(await alone.arrayBuffer()), name)
  return importFiles(files, name)
}

const hasNews = ({ leftOut, made, cannotRun, notes }: ImportReport): boolean =>
  leftOut.length + made.length + cannotRun.length + notes.length > 0

/** In one line, for who dismisses the rest. */
function summary({ leftOut, made, cannotRun }: ImportReport): string {
  const left = leftOut.reduce((sum, { count }) => sum + count, 0)
  return [
    left > 0 ? `${plural(left, 'file')} left out` : '',
    made.length > 0 ? `${plural(made.length, 'handler')} made` : '',
    cannotRun.length > 0 ? `${plural(cannotRun.length, 'function')} cannot run here` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}
