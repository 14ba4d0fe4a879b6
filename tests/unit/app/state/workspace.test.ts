import { expect, it, vi } from 'vitest'
import type { Project } from '../../../../src/project/model'
import { Workspace } from '../../../../src/app/state/workspace.svelte'

const PROJECT: Project = {
  files: { 'template.yaml': 't', 'src/app.ts': 'a', 'src/lib/db.ts': 'd', 'events/one.json': '1' },
  settings: {
    name: 'P',
    seed: 1,
    pace: '1x',
    cpu: 'fixed',
    latency: 'none',
    duplicates: 'never',
    request: null,
    faults: [],
    accountConcurrency: null,
    openFile: null,
    stimulus: null,
  },
}

it('opens a handler first, and the file that the settings name', () => {
  expect(new Workspace(PROJECT).openFile).toBe('src/app.ts')
  const settings = { ...PROJECT.settings, openFile: 'template.yaml' }
  expect(new Workspace({ ...PROJECT, settings }).tabs).toEqual(['template.yaml'])
})

it('knows which files changed since they were deployed', () => {
  const workspace = new Workspace(PROJECT)
  expect(workspace.isDeployed).toBe(false)
  workspace.markDeployed(workspace.files)
  expect(workspace.isDeployed).toBe(true)
  workspace.write('events/one.json', '2')
  expect(workspace.isDeployed).toBe(true)
  workspace.write('src/app.ts', 'b')
  workspace.delete('src/lib/db.ts')
  expect(workspace.changed).toEqual(['src/app.ts', 'src/lib/db.ts'])
  workspace.write('src/app.ts', 'a')
  expect(workspace.changed).toEqual(['src/lib/db.ts'])
})

it('brings back what was deleted, tabs included, and keeps what was done since', () => {
  const workspace = new Workspace(PROJECT)
  workspace.open('src/lib/db.ts')
  const undo = workspace.delete('src')
  expect(Object.keys(workspace.files)).toEqual(['template.yaml', 'events/one.json'])
  expect(workspace.tabs).toEqual([])
  workspace.write('template.yaml', 'u')
  undo()
  expect(workspace.files).toEqual({ ...PROJECT.files, 'template.yaml': 'u' })
  expect(workspace.openFile).toBe('src/lib/db.ts')
})

it('keeps the tabs of files that are renamed with their folder', () => {
  const workspace = new Workspace(PROJECT)
  workspace.open('src/lib/db.ts')
  workspace.rename('src', 'functions')
  expect(workspace.tabs).toEqual(['functions/app.ts', 'functions/lib/db.ts'])
  expect(workspace.openFile).toBe('functions/lib/db.ts')
})

it('opens the neighbour of a tab that is closed', () => {
  const workspace = new Workspace(PROJECT)
  workspace.open('src/lib/db.ts')
  workspace.open('template.yaml')
  workspace.close('template.yaml')
  expect(workspace.openFile).toBe('src/lib/db.ts')
})

it('saves once, a moment after the last change', () => {
  vi.useFakeTimers()
  const saved: Project[] = []
  const workspace = new Workspace(PROJECT, (project) => saved.push(project) > 0)
  workspace.write('src/app.ts', 'b')
  workspace.write('src/app.ts', 'c')
  expect(saved).toEqual([])
  vi.runAllTimers()
  expect(saved.map(({ files }) => files['src/app.ts'])).toEqual(['c'])
  vi.useRealTimers()
})

it('is the same project while its files stay, and another with others', () => {
  const workspace = new Workspace(PROJECT, () => true, 'p1')
  workspace.set({ ...PROJECT, settings: { ...PROJECT.settings, seed: 2 } })
  expect([workspace.id, workspace.isTouched]).toEqual(['p1', false])
  workspace.write('src/app.ts', 'b')
  expect([workspace.id, workspace.isTouched]).toEqual(['p1', true])
  // A restart opens what is there.
  workspace.set({ files: { ...workspace.files }, settings: workspace.settings })
  expect([workspace.id, workspace.isTouched]).toEqual(['p1', true])
  workspace.set({ ...PROJECT, files: { 'src/other.ts': '' } })
  expect(workspace.id).not.toBe('p1')
  expect(workspace.isTouched).toBe(false)
})

it('goes back to other files as one edit that can be undone', () => {
  const workspace = new Workspace(PROJECT)
  workspace.write('src/app.ts', 'b')
  const edited = workspace.files
  const undo = workspace.replace(workspace.origin)
  expect(workspace.files).toBe(PROJECT.files)
  undo()
  expect(workspace.files).toBe(edited)
})
