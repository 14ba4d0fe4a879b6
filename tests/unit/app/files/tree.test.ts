import { describe, expect, it } from 'vitest'
import { filesUnder, isDeployed, newPathProblem, renamed, treeRows, without } from '../../../../src/app/files/tree'

const FILES = { 'template.yaml': 't', 'src/app.ts': 'a', 'src/lib/db.ts': 'd', 'events/one.json': '1' }

describe('the file tree', () => {
  it('has folders before files, each by name', () => {
    const rows = treeRows(Object.keys(FILES), new Set())
    expect(rows.map(({ path, level }) => `${level} ${path}`)).toEqual([
      '1 events',
      '2 events/one.json',
      '1 src',
      '2 src/lib',
      '3 src/lib/db.ts',
      '2 src/app.ts',
      '1 template.yaml',
    ])
  })

  it('shows nothing below a closed folder', () => {
    const rows = treeRows(Object.keys(FILES), new Set(['src']))
    expect(rows.map(({ path }) => path)).toEqual(['events', 'events/one.json', 'src', 'template.yaml'])
  })

  it.each([
    ['', 'A file needs a name.'],
    ['src/app.ts', 'src/app.ts already exists.'],
    ['src', 'src already exists.'],
    ['src/app.ts/x', 'src/app.ts is a file, not a folder.'],
    ['../a', 'A path cannot lead out of the project.'],
  ])('refuses %j', (path, problem) => {
    expect(newPathProblem(FILES, path)).toBe(problem)
  })

  it('moves a folder with all below it', () => {
    expect(Object.keys(renamed(FILES, 'src', 'functions'))).toEqual([
      'template.yaml',
      'functions/app.ts',
      'functions/lib/db.ts',
      'events/one.json',
    ])
    expect(Object.keys(without(FILES, filesUnder(FILES, 'src')))).toEqual(['template.yaml', 'events/one.json'])
  })

  it('knows what a deployment is made from', () => {
    expect(['src/app.ts', 'template.yaml', 'events/one.json', 'README.md'].filter(isDeployed)).toEqual([
      'src/app.ts',
      'template.yaml',
    ])
  })
})
