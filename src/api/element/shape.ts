/** What an embed looks like, before and after it is alive: the element and the page in its frame share these rules. */

export const BAR_PX = 40
export const LINE_PX = 20
/** Above and below the code together. */
export const CODE_PADDING_PX = 16
/** Of the views that are not code, where they lie below it. */
export const BELOW_PX = 280
/** Of the views beside the code, at least; and of those without any. */
export const BESIDE_PX = 320
const ALONE_PX = 400
const CODE_MIN_PX = 96
const CODE_MAX_PX = 480

const DEFAULT_VIEWS = ['code', 'result']
/** Other names of views. */
const ALIASES: Readonly<Record<string, string>> = { graph: 'architecture' }
/** Views that are read as text: they do with half the width. */
const SLIM = ['result', 'send', 'logs', 'checks', 'problems', 'queues']

/** @param text of the attribute `view` */
export function viewsOf(text: string | null): readonly string[] {
  const named = (text ?? '').split(/[\s,]+/).filter((view) => view !== '')
  const views = named.map((view) => ALIASES[view] ?? view)
  return views.length === 0 ? DEFAULT_VIEWS : [...new Set(views)]
}

export const hasCode = (views: readonly string[]): boolean => views.includes('code')
export const withoutCode = (views: readonly string[]): readonly string[] => views.filter((view) => view !== 'code')

/** Those of the playground: what comes of a Run is seen somewhere. */
export const viewsAlive = (views: readonly string[]): readonly string[] =>
  withoutCode(views).length === 0 ? [...views, 'result'] : views

/** The width from which the others are beside the code. */
export const besideFrom = (views: readonly string[]): 720 | 1000 =>
  withoutCode(views).every((view) => SLIM.includes(view)) ? 720 : 1000

/** @param lines of the file that is open */
export const codeHeight = (lines: number): number =>
  Math.min(CODE_MAX_PX, Math.max(CODE_MIN_PX, lines * LINE_PX + CODE_PADDING_PX))

/** Heights without the bar: where the others are below the code, and where they are beside it. */
export function contentHeights(
  views: readonly string[],
  lines: number,
): { readonly below: number; readonly beside: number } {
  if (!hasCode(views)) return { below: ALONE_PX, beside: ALONE_PX }
  const code = codeHeight(lines)
  if (withoutCode(views).length === 0) return { below: code, beside: code }
  return { below: code + BELOW_PX, beside: Math.max(code, BESIDE_PX) }
}

/** `environments` → `Environments` */
export const viewTitle = (view: string): string => view.charAt(0).toUpperCase() + view.slice(1)
