import type { CodeCommands } from './commands'

export interface EditorListeners {
  /** The editor can be asked to do things, or (null) no longer. */
  oncommands?: ((commands: CodeCommands | null) => void) | undefined
  /** After the file was formatted, or could not be. */
  onformatted?: ((path: string, problem: string | null) => void) | undefined
  /** After each change that is the user's. */
  onchange(path: string, text: string): void
  /** The user asked to see another file: by going to a definition, or the app by `reveal`. */
  onopen?: ((path: string) => void) | undefined
  /** The user asked to see a resource in template.yaml. */
  onresource?: ((logicalId: string) => void) | undefined
  /** Line and column from 1, in UTF-16 units. */
  oncursor?: ((path: string, line: number, column: number) => void) | undefined
  /** Ctrl or Cmd + Enter. */
  onrun?: (() => void) | undefined
  /** Ctrl or Cmd + S. */
  onsave?: (() => void) | undefined
}

/** A package that was loaded from npm. */
export interface LoadedTypes {
  /** `name@version`. */
  readonly id: string
  readonly name: string
  /** Path below node_modules → text. Without declarations among them, imports of it are `any`. */
  readonly files: Readonly<Record<string, string>>
}
