/** Keys that mean something while the focus is in a panel: what the sheet of shortcuts lists beside the page's own. */
export const PANEL_KEYS: readonly {
  readonly panel: string
  readonly keys: readonly (readonly [keys: string, what: string])[]
}[] = [
  {
    panel: 'In the files',
    keys: [
      ['F2', 'Rename'],
      ['Delete', 'Delete, with undo'],
    ],
  },
  {
    panel: 'In the timeline',
    keys: [
      ['+  −  0', 'Zoom in, out, show all'],
      ['←  →', 'Previous, next request'],
    ],
  },
]
