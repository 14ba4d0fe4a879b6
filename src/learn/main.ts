/** The script of the lessons' pages, which can all be read without it. */

import { beginArrowKeys } from './arrow-keys'
import { restoreEdits } from './edits'
import { showProgress } from './progress'
import { beginTask } from './task'
import { beginThemeButton, putTheme } from './theme'

putTheme()
// Everything of the page is there, and the playgrounds' script has not run yet.
document.addEventListener('readystatechange', () => document.readyState === 'interactive' && restoreEdits())
addEventListener('DOMContentLoaded', () => {
  const theme = document.querySelector<HTMLButtonElement>('[data-do=theme]')
  if (theme) beginThemeButton(theme)
  for (const task of document.querySelectorAll<HTMLElement>('[data-task]')) beginTask(task)
  beginArrowKeys()
  showProgress()
})
// Another tab, or this page out of the history.
addEventListener('storage', () => showProgress())
addEventListener('pageshow', () => showProgress())
