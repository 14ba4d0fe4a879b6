import './environment'
import './features'
import { editor, KeyCode, KeyMod } from 'monaco-editor/editor'
import type { Diagnostic, ProjectFiles, SourceRange } from '../../project/model'
import type { TemplateReading } from '../../project/template'
import { FidelityBadges } from './fidelity-badges'
import { configureLanguages } from './languages'
import { showDiagnostics } from './markers'
import type { CodeCommands } from './commands'
import { formatModel } from './format/format-model'
import { completeHandlers } from './handlers/completion'
import { declareVariables, hintAtVariables } from './handlers/environment'
import { showFeeds } from './handlers/feed-lens'
import { followImports, followLoaded } from './package-types'
import { pathOf } from './paths'
import { ProjectKnowledge } from './project-knowledge'
import { ProjectModels } from './project-models'
import { defineThemes, type Theme, themeName } from './themes'
import type { EditorListeners, LoadedTypes } from './types'
import { completeTemplates } from './yaml/completion'
import { configureYaml } from './yaml/language'

/**
 * Nothing else in the editor wants Escape: with one of these it closes a widget, or gives up a selection or a snippet.
 */
const ESCAPE_IS_FREE = [
  'editorTextFocus',
  '!suggestWidgetVisible',
  '!findWidgetVisible',
  '!parameterHintsVisible',
  '!renameInputVisible',
  '!referenceSearchVisible',
  '!markersNavigationVisible',
  '!editorHoverVisible',
  '!messageVisible',
  '!inSnippetMode',
  '!editorHasSelection',
  '!editorHasMultipleSelections',
].join(' && ')

/** Lines that stay at the top need this much height. */
const ROOM_FOR_STICKY_PX = 320

/** Monaco, showing one file of a project. There may be one at a time: models are known to all of Monaco. */
export class CodeView {
  private readonly editor: editor.IStandaloneCodeEditor
  private readonly models: ProjectModels
  private readonly viewStates = new Map<string, editor.ICodeEditorViewState | null>()
  private readonly opener: { dispose(): void }
  private readonly badges: FidelityBadges
  private readonly knowledge = new ProjectKnowledge()
  private readonly providers: readonly { dispose(): void }[]
  private readonly feeds: ReturnType<typeof showFeeds>
  private path: string | null = null
  private pendingReveal: { readonly path: string; readonly range: SourceRange | null } | null = null
  private diagnostics: readonly Diagnostic[] = []

  readonly commands: CodeCommands = {
    format: () => this.format(),
    goToSymbol: () => this.trigger('editor.action.quickOutline'),
    goToLine: () => this.trigger('editor.action.gotoLine'),
    find: () => this.trigger('actions.find'),
    rename: () => this.trigger('editor.action.rename'),
    goToDefinition: () => this.trigger('editor.action.revealDefinition'),
    focus: () => this.focus(),
    line: () => this.editor.getPosition()?.lineNumber ?? null,
  }

  /** @param listeners asked again at each event, so that they may change */
  constructor(
    element: HTMLElement,
    private readonly listeners: () => EditorListeners,
    theme: Theme,
  ) {
    configureLanguages()
    configureYaml()
    this.providers = [completeTemplates(this.knowledge), completeHandlers(this.knowledge)]
    defineThemes()
    this.models = new ProjectModels((path, text) => this.listeners().onchange(path, text))
    this.editor = editor.create(element, {
      model: null,
      theme: themeName(theme),
      ariaLabel: 'Code editor. Press Escape and then Tab to leave it.',
      automaticLayout: true,
      fixedOverflowWidgets: true,
      fontFamily: getComputedStyle(element).getPropertyValue('--mono') || 'monospace',
      fontSize: 13,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      minimap: { enabled: false },
      overviewRulerLanes: 0,
      padding: { top: 8, bottom: 8 },
      renderLineHighlightOnlyWhenFocus: true,
      scrollBeyondLastLine: false,
      // Of a YAML document the lines above say where one is; on a small screen every line is needed.
      stickyScroll: { enabled: element.clientHeight > ROOM_FOR_STICKY_PX, maxLineCount: 3 },
      tabSize: 2,
      wordBasedSuggestions: 'off',
    })
    this.addKeys()
    this.feeds = showFeeds(this.editor, this.knowledge, (logicalId) => this.listeners().onresource?.(logicalId))
    this.editor.onDidChangeModelContent(() => this.hintAtVariables())
    this.badges = new FidelityBadges(this.editor, () => this.path === 'template.yaml')
    this.editor.onDidChangeCursorPosition(({ position }) => {
      if (this.path !== null) this.listeners().oncursor?.(this.path, position.lineNumber, position.column)
    })
    this.opener = editor.registerEditorOpener({
      openCodeEditor: (_, uri, place) => {
        const path = pathOf(uri)
        if (!this.models.get(path)) return false
        this.reveal(path, place ? toSourceRange(place) : null)
        return true
      },
    })
  }

  update(files: ProjectFiles, path: string | null): void {
    // Not after every key: markers move with the text, and would be put back to where they were.
    if (this.models.update(files)) showDiagnostics(this.models, this.diagnostics)
    followImports(files)
    this.knowledge.files = files
    for (const known of this.viewStates.keys()) if (!Object.hasOwn(files, known)) this.viewStates.delete(known)
    const model = path === null ? null : this.models.get(path)
    if (model !== this.editor.getModel() || path !== this.path) {
      if (this.path !== null && this.editor.getModel()) this.viewStates.set(this.path, this.editor.saveViewState())
      this.path = model ? path : null
      this.editor.setModel(model)
      const state = path === null ? null : this.viewStates.get(path)
      if (state) this.editor.restoreViewState(state)
      this.hintAtVariables()
    }
    this.revealPending()
  }

  setDiagnostics(diagnostics: readonly Diagnostic[]): void {
    this.diagnostics = diagnostics
    showDiagnostics(this.models, diagnostics)
  }

  /** @param deployed the name that a resource has in the sandbox */
  setTemplate(reading: TemplateReading | null, deployed: (logicalId: string) => string | null): void {
    this.knowledge.setTemplate(reading)
    this.knowledge.deployed = deployed
    declareVariables(this.knowledge)
    this.feeds.refresh()
    this.hintAtVariables()
  }

  private hintAtVariables(): void {
    const model = this.editor.getModel()
    if (model) hintAtVariables(model, this.knowledge)
  }

  setPackages(packages: readonly LoadedTypes[]): void {
    followLoaded(packages)
  }

  setReadOnly(readOnly: boolean): void {
    this.editor.updateOptions({ readOnly })
  }

  setTheme(theme: Theme): void {
    editor.setTheme(themeName(theme))
  }

  /** Shows a place, in the middle, and puts the cursor there. If the file is not open, the app is asked to open it. */
  reveal(path: string, range: SourceRange | null): void {
    this.pendingReveal = { path, range }
    if (path !== this.path) this.listeners().onopen?.(path)
    this.revealPending()
  }

  focus(): void {
    this.editor.focus()
  }

  /** @param offset in UTF-16 units from the start of the file */
  moveTo(offset: number): void {
    const position = this.editor.getModel()?.getPositionAt(offset)
    if (position) this.editor.setPosition(position)
  }

  dispose(): void {
    this.opener.dispose()
    this.badges.dispose()
    this.feeds.dispose()
    for (const provider of this.providers) provider.dispose()
    this.editor.dispose()
    this.models.dispose()
  }

  private revealPending(): void {
    if (!this.pendingReveal || this.pendingReveal.path !== this.path) return
    const { range } = this.pendingReveal
    this.pendingReveal = null
    if (range) {
      const start = { lineNumber: range.startLine, column: range.startColumn }
      this.editor.setPosition(start)
      this.editor.revealPositionInCenterIfOutsideViewport(start)
    }
    this.editor.focus()
  }

  private async format(): Promise<string | null> {
    const { path } = this
    if (path === null) return null
    const problem = await formatModel(this.editor, path, this.knowledge.files)
    this.listeners().onformatted?.(path, problem)
    return problem
  }

  private trigger(action: string): void {
    this.editor.focus()
    void this.editor.getAction(action)?.run()
  }

  private addKeys(): void {
    this.editor.addAction({
      id: 'coldstart.format',
      label: 'Format document with prettier',
      keybindings: [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF],
      run: () => void this.format(),
    })
    this.editor.addAction({
      id: 'coldstart.run',
      label: 'Run',
      keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
      run: () => this.listeners().onrun?.(),
    })
    this.editor.addAction({
      id: 'coldstart.save',
      label: 'Save',
      keybindings: [KeyMod.CtrlCmd | KeyCode.KeyS],
      run: () => this.listeners().onsave?.(),
    })
    // In the editor Tab indents. After Escape it moves on, as it does everywhere else on the page; any other key, or
    // coming back, makes it indent again.
    this.editor.addAction({
      id: 'coldstart.leave',
      label: 'Let Tab leave the editor',
      keybindings: [KeyCode.Escape],
      keybindingContext: ESCAPE_IS_FREE,
      run: () => this.editor.updateOptions({ tabFocusMode: true }),
    })
    const stay = () => this.editor.updateOptions({ tabFocusMode: false })
    this.editor.onKeyDown(({ keyCode }) => {
      if (keyCode !== KeyCode.Tab && keyCode !== KeyCode.Shift && keyCode !== KeyCode.Escape) stay()
    })
    // Monaco's own event for this comes late, or not at all when the focus is back at once.
    this.editor.getContainerDomNode().addEventListener('focusout', stay)
    this.editor.onMouseDown(stay)
  }
}

function toSourceRange(
  place: { startLineNumber: number; startColumn: number } | { lineNumber: number; column: number },
) {
  const [line, column] =
    'lineNumber' in place ? [place.lineNumber, place.column] : [place.startLineNumber, place.startColumn]
  return { startLine: line, startColumn: column, endLine: line, endColumn: column }
}
