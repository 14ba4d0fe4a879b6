import fuzzysort from 'fuzzysort'
import type { Command } from './commands'

export interface Match {
  readonly command: Command
  /** The title in parts, of which those that were typed are marked. */
  readonly title: readonly { readonly text: string; readonly marked: boolean }[]
}

const LIMIT = 60
/** How much less a match in the details counts than one in the title. */
const DETAIL_WEIGHT = 0.6

/**
 * The commands that fit what was typed, the best first; without a text all, in their order, after the `recent` ones.
 * @param recent ids, the last used first
 */
export function matches(query: string, commands: readonly Command[], recent: readonly string[] = []): readonly Match[] {
  const text = query.trim()
  if (text === '') {
    const used = recent.flatMap((id) => commands.find((command) => command.id === id) ?? [])
    return [...used, ...commands.filter((command) => !used.includes(command))].map((command) => ({
      command,
      title: [{ text: command.title, marked: false }],
    }))
  }
  const found = fuzzysort.go(text, commands, {
    keys: ['title', (command) => `${command.group} ${command.detail ?? ''}`],
    limit: LIMIT,
    threshold: 0.15,
    scoreFn: ([title, detail]) => Math.max(title?.score ?? 0, (detail?.score ?? 0) * DETAIL_WEIGHT),
  })
  return found.map((result) => ({ command: result.obj, title: parts(result.obj.title, result[0]?.indexes ?? []) }))
}

function parts(title: string, marked: readonly number[]): Match['title'] {
  const found: { text: string; marked: boolean }[] = []
  for (const [index, character] of [...title].entries()) {
    const isMarked = marked.includes(index)
    const last = found.at(-1)
    if (last?.marked === isMarked) last.text += character
    else found.push({ text: character, marked: isMarked })
  }
  return found
}
