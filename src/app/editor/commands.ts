/** What the editor does when it is asked from elsewhere: a menu, the palette. */
export interface CodeCommands {
  /** Formats the open file. @returns why not, or null */
  format(): Promise<string | null>
  /** Lists the symbols of the open file. */
  goToSymbol(): void
  goToLine(): void
  find(): void
  rename(): void
  goToDefinition(): void
  focus(): void
  /** Of the cursor, from 1. */
  line(): number | null
}
