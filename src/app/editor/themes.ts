import { editor } from 'monaco-editor/editor'

export type Theme = 'light' | 'dark'

/**
 * Monaco cannot read CSS variables: these are the values of `app/theme.css`, with colours for code that go with them
 * (at least 4.5:1 on the panel).
 */
interface Palette {
  readonly base: editor.BuiltinTheme
  readonly background: string
  readonly raised: string
  readonly line: string
  readonly lineStrong: string
  readonly text: string
  readonly text2: string
  readonly text3: string
  readonly accent: string
  readonly accentInk: string
  readonly selection: string
  readonly inactiveSelection: string
  readonly currentLine: string
  readonly error: string
  readonly warning: string
  readonly shadow: string
  readonly code: {
    readonly comment: string
    readonly keyword: string
    readonly text: string
    readonly number: string
    readonly type: string
    readonly key: string
  }
}

const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    base: 'vs',
    background: '#ffffff',
    raised: '#f7f6f4',
    line: '#e5e4df',
    lineStrong: '#cfcdc6',
    text: '#1b1b1d',
    text2: '#54565d',
    text3: '#63656d',
    accent: '#bf4408',
    accentInk: '#ffffff',
    selection: '#bf440829',
    inactiveSelection: '#bf440817',
    currentLine: '#f7f6f4',
    error: '#b51c28',
    warning: '#7d5400',
    shadow: '#00000024',
    code: {
      comment: '#63656d',
      keyword: '#b03e06',
      text: '#0b6b43',
      number: '#1461a8',
      type: '#6140c4',
      key: '#1461a8',
    },
  },
  dark: {
    base: 'vs-dark',
    background: '#131417',
    raised: '#1a1c20',
    line: '#24262b',
    lineStrong: '#383b43',
    text: '#ececee',
    text2: '#a8abb4',
    text3: '#8f939d',
    accent: '#ff8a3d',
    accentInk: '#1f0f03',
    selection: '#ff8a3d42',
    inactiveSelection: '#ff8a3d24',
    currentLine: '#1a1c20',
    error: '#ff6e76',
    warning: '#f2b935',
    shadow: '#0000008c',
    code: {
      comment: '#8f939d',
      keyword: '#ff9c5c',
      text: '#3ecf8e',
      number: '#62b6ff',
      type: '#b29bff',
      key: '#62b6ff',
    },
  },
}

export function themeName(theme: Theme): string {
  return `coldstart-${theme}`
}

/** Makes both themes known to Monaco. */
export function defineThemes(): void {
  editor.defineTheme(themeName('light'), themeData(PALETTES.light))
  editor.defineTheme(themeName('dark'), themeData(PALETTES.dark))
}

function themeData(palette: Palette): editor.IStandaloneThemeData {
  return { base: palette.base, inherit: true, rules: tokenRules(palette), colors: colors(palette) }
}

function tokenRules({ code, text, text2 }: Palette): editor.ITokenThemeRule[] {
  const foregrounds: Readonly<Record<string, string>> = {
    '': text,
    comment: code.comment,
    keyword: code.keyword,
    tag: code.keyword,
    string: code.text,
    'string.escape': code.number,
    regexp: code.text,
    number: code.number,
    type: code.type,
    'type.identifier': code.type,
    annotation: code.type,
    delimiter: text2,
    identifier: text,
    'type.yaml': code.key,
    'string.yaml': text,
    'number.yaml': code.number,
    'string.key.json': code.key,
    'string.value.json': code.text,
    'keyword.json': code.keyword,
    'keyword.md': code.keyword,
    'string.link.md': code.number,
  }
  return Object.entries(foregrounds).map(([token, color]) => ({ token, foreground: color.slice(1) }))
}

function colors(palette: Palette): editor.IColors {
  const clear = '#00000000'
  return {
    focusBorder: palette.accent,
    'editor.background': palette.background,
    'editor.foreground': palette.text,
    'editorCursor.foreground': palette.accent,
    'editor.selectionBackground': palette.selection,
    'editor.inactiveSelectionBackground': palette.inactiveSelection,
    'editor.selectionHighlightBackground': palette.inactiveSelection,
    'editor.wordHighlightBackground': palette.inactiveSelection,
    'editor.wordHighlightStrongBackground': palette.inactiveSelection,
    'editor.lineHighlightBackground': palette.currentLine,
    'editor.lineHighlightBorder': clear,
    'editor.findMatchBackground': palette.selection,
    'editor.findMatchHighlightBackground': palette.inactiveSelection,
    'editorLineNumber.foreground': palette.text3,
    'editorLineNumber.activeForeground': palette.text,
    'editorIndentGuide.background1': palette.line,
    'editorIndentGuide.activeBackground1': palette.lineStrong,
    'editorBracketMatch.background': palette.inactiveSelection,
    'editorBracketMatch.border': palette.lineStrong,
    'editorError.foreground': palette.error,
    'editorWarning.foreground': palette.warning,
    'editorGutter.background': palette.background,
    'editorOverviewRuler.border': clear,
    'editorWidget.background': palette.raised,
    'editorWidget.foreground': palette.text,
    'editorWidget.border': palette.lineStrong,
    'editorHoverWidget.background': palette.raised,
    'editorHoverWidget.border': palette.lineStrong,
    'editorSuggestWidget.background': palette.raised,
    'editorSuggestWidget.border': palette.lineStrong,
    'editorSuggestWidget.selectedBackground': palette.selection,
    'editorSuggestWidget.selectedForeground': palette.text,
    'editorSuggestWidget.highlightForeground': palette.accent,
    'editorSuggestWidget.focusHighlightForeground': palette.accent,
    'list.hoverBackground': palette.inactiveSelection,
    'list.focusBackground': palette.selection,
    'list.focusForeground': palette.text,
    'list.highlightForeground': palette.accent,
    'inputValidation.infoBackground': palette.raised,
    'inputValidation.infoBorder': palette.lineStrong,
    'input.background': palette.background,
    'input.border': palette.lineStrong,
    'inputOption.activeBorder': palette.accent,
    'button.background': palette.accent,
    'button.foreground': palette.accentInk,
    'menu.background': palette.raised,
    'menu.foreground': palette.text,
    'menu.selectionBackground': palette.selection,
    'menu.selectionForeground': palette.text,
    'menu.separatorBackground': palette.line,
    'menu.border': palette.lineStrong,
    'quickInput.background': palette.raised,
    'quickInputList.focusBackground': palette.selection,
    'quickInputList.focusForeground': palette.text,
    'peekView.border': palette.accent,
    'peekViewEditor.background': palette.background,
    'peekViewResult.background': palette.raised,
    'peekViewTitle.background': palette.raised,
    'textLink.foreground': palette.accent,
    'widget.shadow': palette.shadow,
    'scrollbar.shadow': clear,
    'scrollbarSlider.background': `${palette.lineStrong}99`,
    'scrollbarSlider.hoverBackground': palette.lineStrong,
    'scrollbarSlider.activeBackground': palette.lineStrong,
  }
}
