/** The task at the end of a lesson: Check runs the checks of the project as the reader has changed it. */

import { playgroundOf, type CheckReport } from './playground'
import { markDone } from './progress'

export function beginTask(task: HTMLElement): void {
  const lesson = task.closest<HTMLElement>('[data-lesson]')?.dataset['lesson'] ?? ''
  const element = task.querySelector('coldstart-playground')
  const check = task.querySelector<HTMLButtonElement>('[data-do=check]')
  const answer = task.querySelector<HTMLButtonElement>('[data-do=answer]')
  const status = task.querySelector<HTMLElement>('[role=status]')
  if (!element || !check || !answer || !status) return
  const playground = playgroundOf(element)

  const during = async (button: HTMLButtonElement, doing: string, work: () => Promise<string>): Promise<void> => {
    if (button.getAttribute('aria-disabled') === 'true') return
    // Not `disabled`, which would lose the focus.
    button.setAttribute('aria-disabled', 'true')
    status.textContent = doing
    status.className = ''
    try {
      status.textContent = await work()
    } catch (error) {
      status.className = 'failed'
      status.textContent = error instanceof Error ? error.message : String(error)
    } finally {
      button.removeAttribute('aria-disabled')
    }
  }

  check.addEventListener(
    'click',
    () =>
      void during(check, 'Running the checks …', async () => {
        const report = await playground.runChecks()
        show(task, report)
        status.className = report.passed ? 'passed' : 'failed'
        if (!report.passed) return verdictOf(report)
        markDone(lesson)
        return 'All checks pass. This lesson is done.'
      }),
  )
  answer.addEventListener(
    'click',
    () =>
      void during(answer, 'Putting it in …', async () => {
        const solution = JSON.parse(task.querySelector('.solution')?.textContent ?? '{}') as Record<string, string>
        await playground.write(solution)
        element.scrollIntoView({ block: 'nearest' })
        return 'The answer is in the playground. Check it.'
      }),
  )
  check.hidden = false
  answer.hidden = false
}

function show(task: HTMLElement, report: CheckReport): void {
  const results = new Map(report.checks.map((check) => [check.name, check]))
  for (const item of task.querySelectorAll<HTMLElement>('[data-check]')) {
    const name = item.dataset['check'] ?? ''
    const result = results.get(name)
    item.dataset['result'] = result ? (result.passed ? 'passed' : 'failed') : 'none'
    const outcome = result ? (result.passed ? 'passes' : 'fails') : 'was not run'
    const why = document.createElement('span')
    why.className = 'why'
    why.textContent = `: ${outcome}${result && !result.passed ? `. ${result.message}` : ''}`
    item.replaceChildren(name, why)
  }
}

function verdictOf({ problem, checks }: CheckReport): string {
  if (problem !== null) return problem
  const failed = checks.filter(({ passed }) => !passed).length
  return failed === 0 ? 'No checks were run.' : `${failed} of ${checks.length} checks fail.`
}
