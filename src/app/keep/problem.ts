/** What there is to say about how safe the work is, the most urgent first. */

import type { LocalProjects } from '../state/library.svelte'
import type { Workspace } from '../state/workspace.svelte'

export interface KeepProblem {
  readonly id: 'conflict' | 'full' | 'denied' | 'newer' | 'unopened' | 'elsewhere'
  readonly tone: 'error' | 'info'
  readonly title: string
  readonly detail: string
}

type Projects = Pick<LocalProjects, 'conflict' | 'safety' | 'isElsewhere' | 'unopened'>

export function keepProblem(
  { conflict, safety, isElsewhere, unopened }: Projects,
  { isBorrowed }: Pick<Workspace, 'isBorrowed'>,
): KeepProblem | null {
  if (conflict) {
    return {
      id: 'conflict',
      tone: 'error',
      title: 'This project was changed in another tab',
      detail: 'What you have here is kept in its history, and not saved over the other.',
    }
  }
  if (safety === 'full') {
    return {
      id: 'full',
      tone: 'error',
      title: 'Not saved: this browser has no more room',
      detail: 'Download the project, or delete others under My projects and try again.',
    }
  }
  if (safety === 'denied') {
    return {
      id: 'denied',
      tone: 'error',
      title: 'This browser keeps nothing of this page',
      detail: 'Its storage is off, as in some private windows. Everything works; with the page, your work is gone.',
    }
  }
  if (safety === 'newer') {
    return {
      id: 'newer',
      tone: 'error',
      title: 'Not saved: a newer version of Coldstart has saved this project',
      detail: 'What it saved stays as it is. Download what is here, then reload the page.',
    }
  }
  const [first] = unopened
  if (first) {
    const isNewer = first.reading.kind === 'newer'
    return {
      id: 'unopened',
      tone: 'error',
      title: isNewer ? 'A newer version of Coldstart has saved your last project' : 'Your last project is damaged',
      detail: isNewer
        ? 'Reload the page to get that version. What it saved stays as it is.'
        : 'Its text is still there.',
    }
  }
  if (isElsewhere && !isBorrowed) {
    return {
      id: 'elsewhere',
      tone: 'info',
      title: 'Also open in another tab',
      detail: 'Neither tab saves over what the other has changed.',
    }
  }
  return null
}
