import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCourse } from '../../../src/build/lessons/course'
import { readPlayground, readTask, type Directive } from '../../../src/build/lessons/directives'
import { renderMarkdown } from '../../../src/build/lessons/markdown'
import { coursePages } from '../../../src/build/lessons/pages'
import { vendoredModules } from '../../../src/build/layers-packages'
import { checkFiles } from '../../../src/project/files'
import { readTemplate } from '../../../src/project/template'
import { engine } from '../bundler/project'

const course = await readCourse(path.resolve(import.meta.dirname, '../../../src/lessons'))
const lessons = course.map(({ id }) => id)
const bundler = engine()

it('is numbered from 1, without a gap', () => {
  expect(course.map(({ number }) => number)).toEqual(course.map((_, index) => index + 1))
})

describe.each(course.map((lesson) => [lesson.id, lesson] as const))('%s', (_, lesson) => {
  const directives: (readonly [Directive, string])[] = []
  const html = renderMarkdown(lesson, { lessons, directive: (...found) => `<hr ${directives.push(found)}>` })
  const tasks = directives.filter(([name]) => name === 'task').map(([, yaml]) => readTask(lesson, yaml))
  const playgrounds = directives.map(([, yaml]) => readPlayground(lesson, yaml))

  it('can be read in the minutes it says', () => {
    const words = lesson.text.replace(/```[\s\S]*?```/g, '').split(/\s+/).length
    expect(words).toBeGreaterThan(500)
    expect(words).toBeLessThan(1300)
    expect(lesson.minutes).toBeGreaterThanOrEqual(Math.floor(words / 200))
  })

  it('has headings that can be linked to, none twice', () => {
    const ids = [...html.matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(2)
    expect(new Set(ids).size).toBe(ids.length)
    expect(html).not.toMatch(/<h1/)
  })

  it('ends with one task, and has hints for it', () => {
    expect(tasks).toHaveLength(1)
    expect(directives.at(-1)?.[0]).toBe('task')
    expect(tasks[0]?.hints.length).toBeGreaterThan(0)
  })

  it('shows every project that lies beside it', () => {
    expect(new Set(playgrounds.map(({ name }) => name))).toEqual(new Set(Object.keys(lesson.projects)))
  })

  const all = Object.entries(lesson.projects).flatMap(([name, { files, solution }]) => [
    [name, files] as const,
    ...(Object.keys(solution).length > 0 ? [[`${name}, solved`, { ...files, ...solution }] as const] : []),
  ])
  it.each(all)('%s has nothing wrong with it', async (_, files) => {
    const { diagnostics, functions } = readTemplate(files['template.yaml'] ?? '')
    expect(diagnostics).toEqual([])
    expect(() => checkFiles(files)).not.toThrow()
    const built = await bundler.build(files, functions, vendoredModules())
    expect(built.flatMap(({ bundle }) => bundle.diagnostics)).toEqual([])
  })
})

it('becomes a page each, whose links lead to what there is', async () => {
  const pages = await coursePages(course, { style: 'assets/a.css', script: 'assets/a.js', embed: 'embed.js' })
  expect(Object.keys(pages)).toHaveLength(course.length + 1)
  for (const [file, html] of Object.entries(pages)) {
    const base = new URL(file, 'https://page.example/')
    const ids = new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id))
    for (const [, href = ''] of html.matchAll(/\bhref="([^"]+)"/g)) {
      const { hostname, pathname } = new URL(href, base)
      if (href.startsWith('#')) expect(ids, file).toContain(href.slice(1))
      else if (hostname !== base.hostname) expect(href, file).toMatch(/^https:/)
      else if (pathname.startsWith('/lessons/'))
        expect(Object.keys(pages), file).toContain(`${pathname.slice(1)}index.html`)
    }
  }
})
