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
  {
    panel: 'In a trace',
    keys: [
      ['↑  ↓  Home  End', 'From span to span'],
      ['→  ←', 'Open and go in, fold and go out'],
      ['Enter  Esc', 'Select the span’s event, close its details'],
    ],
  },
  {
    panel: 'In the log',
    keys: [
      ['/', 'Filter; Enter goes to the next match, ↓ into the list'],
      ['↑  ↓  PgUp  PgDn', 'From event to event'],
      ['Enter', 'Expand, fold'],
      ['n  N', 'Next, previous match'],
      ['s', 'The story of the event’s request'],
      ['c  C', 'Copy the event, as JSON'],
      ['f  w', 'Follow new events, wrap long lines'],
    ],
  },
  {
    panel: 'In Insights',
    keys: [
      ['Shift+Enter', 'Run the query'],
      ['Enter  c', 'In the results: go to the log event, copy the row'],
    ],
  },
]
