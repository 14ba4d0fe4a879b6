/** process.cwd(), apart from process because node:path needs nothing else of it. */

let current = '/var/task'

export function workingDirectory(): string {
  return current
}

export function setWorkingDirectory(path: string): void {
  current = path
}
