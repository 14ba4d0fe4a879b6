/** Code in colours without an editor: good enough to read, and small. Text in, pieces of the same text out. */

export type CodeKind = 'comment' | 'keyword' | 'text' | 'number' | 'type' | 'key' | 'plain'
export type CodePiece = readonly [kind: CodeKind, text: string]

/** In this order; the first that fits a place names it. What none fits is plain. */
type Grammar = readonly (readonly [kind: CodeKind, pattern: string])[]

const KEYWORDS =
  'abstract|as|async|await|break|case|catch|class|const|continue|debugger|declare|default|delete|do|else|enum|export|' +
  'extends|false|finally|for|from|function|get|if|implements|import|in|instanceof|interface|let|namespace|new|null|of|' +
  'private|protected|public|readonly|return|satisfies|set|static|super|switch|this|throw|true|try|type|typeof|undefined|' +
  'using|var|void|while|yield'

const SCRIPT: Grammar = [
  ['comment', String.raw`//[^\n]*|/\*[^]*?(?:\*/|(?![^]))`],
  // The middle of a template text is text, too.
  ['text', String.raw`'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|` + '`(?:\\\\[^]|[^`\\\\])*`?'],
  ['text', String.raw`(?<=[=(,:[!&|?{};]\s*|\breturn\s+)/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+/[a-z]*`],
  ['number', String.raw`\b(?:0[xbo][\da-f_]+|\d[\d_]*(?:\.[\d_]+)?(?:e[+-]?\d+)?)n?\b`],
  // Not a property that is called like one.
  ['keyword', String.raw`(?<![.\w$])(?:${KEYWORDS})(?![\w$]|\s*:)`],
  ['type', String.raw`(?<![\w$])[A-Z][\w$]*`],
  ['plain', String.raw`[\w$]+`],
]

const YAML: Grammar = [
  ['comment', String.raw`(?<=^|\s)#[^\n]*`],
  [
    'key',
    String.raw`(?<=^[ \t]*(?:- +)*|[{,]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s#"'{}[\],&*!|>%@-][^\n#:{}[\],]*|[\w.-]+)(?=\s*:(?:\s|$))`,
  ],
  ['type', String.raw`(?<=^|[\s[,])[!&*][\w:.]+`],
  ['text', String.raw`(?<=[:\-[,{]\s+|\[|!\w+ )(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')`],
  ['number', String.raw`(?<=[:\-[,]\s+|\[)-?\d[\d_.]*(?=\s*(?:[,\]}#\n]|$))`],
  ['keyword', String.raw`(?<=[:\-[,]\s+|\[)(?:true|false|null|yes|no|~)(?=\s*(?:[,\]}#\n]|$))`],
  ['plain', String.raw`[\w-]+`],
]

const JSON_TEXT: Grammar = [
  ['key', String.raw`"(?:\\.|[^"\\\n])*"(?=\s*:)`],
  ['text', String.raw`"(?:\\.|[^"\\\n])*"?`],
  ['number', String.raw`-?\d[\d.]*(?:e[+-]?\d+)?`],
  ['keyword', String.raw`\b(?:true|false|null)\b`],
]

const GRAMMARS: readonly (readonly [files: RegExp, Grammar])[] = [
  [/\.[cm]?[jt]sx?$/, SCRIPT],
  [/\.ya?ml$/, YAML],
  [/\.json$/, JSON_TEXT],
]

/** Beyond this, a file is shown in one colour. */
const LENGTH_MAX = 200_000

/** @param path says which language it is */
export function highlight(text: string, path: string): readonly CodePiece[] {
  const grammar = GRAMMARS.find(([files]) => files.test(path))?.[1]
  if (!grammar || text.length > LENGTH_MAX) return [['plain', text]]
  const pattern = new RegExp(grammar.map(([, one]) => `(${one})`).join('|'), 'gm')
  const pieces: CodePiece[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const kind = grammar[match.slice(1).findIndex((group) => group !== undefined)]?.[0] ?? 'plain'
    if (kind === 'plain') continue
    if (match.index > end) pieces.push(['plain', text.slice(end, match.index)])
    pieces.push([kind, match[0]])
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push(['plain', text.slice(end)])
  return pieces
}

/** The pieces line by line, without the line ends. */
export function highlightLines(text: string, path: string): readonly (readonly CodePiece[])[] {
  const lines: CodePiece[][] = [[]]
  for (const [kind, piece] of highlight(text.replace(/\n$/, ''), path)) {
    piece.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push([kind, part])
    })
  }
  return lines
}
