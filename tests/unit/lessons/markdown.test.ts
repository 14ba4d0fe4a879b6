import { expect, it } from 'vitest'
import type { Lesson } from '../../../src/build/lessons/course'
import { readPlayground, readTask } from '../../../src/build/lessons/directives'
import { embedHtml } from '../../../src/build/lessons/embeds'
import { highlighted } from '../../../src/build/lessons/html'
import { renderMarkdown } from '../../../src/build/lessons/markdown'

const files = {
  'template.yaml': 'Resources: {}',
  'src/a.ts': 'export const a = 1 < 2',
  'events/one.json': '{ "one": 1 }',
  'events/rush.stimuli.json': '{ "stimuli": [] }',
  'tests/a.test.ts': "test('it adds', () => {})\n  test(`it's exact`, async () => {})",
}

const lesson = (text: string): Lesson => ({
  id: '01-one',
  number: 1,
  title: 'One',
  point: 'A point.',
  minutes: 1,
  text,
  projects: { given: { files, solution: {} }, task: { files, solution: { 'src/a.ts': 'export const a = 2' } } },
})

const render = (text: string): string =>
  renderMarkdown(lesson(text), { lessons: ['01-one', '02-two'], directive: (name, yaml) => `[${name}: ${yaml}]` })

it('takes over no HTML, and no pictures', () => {
  expect(() => render('a <b>bold</b> word')).toThrow('HTML is not taken over: <b>')
  expect(() => render('<script>alert(1)</script>')).toThrow('HTML is not taken over')
  expect(() => render('![a](b.png)')).toThrow('pictures')
})

it('escapes what looks like it in code', () => {
  expect(render('`<b>`')).toContain('<code>&lt;b&gt;</code>')
  expect(highlighted('<script>', 'text')).toContain('&lt;script&gt;')
})

it('links to lessons that exist, and to the web by https', () => {
  expect(render('[two](../02-two/lesson.md#part)')).toContain('href="../02-two/#part"')
  expect(render('[web](https://example.com/?a=1&b=2)')).toContain('href="https://example.com/?a=1&amp;b=2"')
  expect(() => render('[three](../03-three/lesson.md)')).toThrow('leads nowhere')
  expect(() => render('[x](javascript:alert)')).toThrow('leads nowhere')
})

it('puts directives where they stand', () => {
  expect(render('before\n\n```playground\nproject: given\n```\n\nafter')).toMatch(
    /<p>before<\/p>\s*\[playground: project: given\]\s*<p>after/,
  )
})

it('says what is wrong with a directive', () => {
  const reading = (yaml: string) => () => readPlayground(lesson(''), yaml)
  expect(reading('project: other')).toThrow('There is no project "other"')
  expect(reading('project: constructor')).toThrow('There is no project')
  expect(reading('project: given\nopens: src/a.ts')).toThrow('There is no field "opens"')
  expect(reading('project: given\nopen: src/b.ts')).toThrow('given has no file src/b.ts')
  expect(reading('project: given\nsend: Fn shout')).toThrow('"shout" is none of')
  expect(reading('project: given\nsend: Fn sync events/two.json')).toThrow('has no file events/two.json')
  expect(() => readTask(lesson(''), 'project: given')).toThrow('the task given has no solution')
})

it('reads what Run sends, and what the checks are called', () => {
  const task = readTask(
    lesson(''),
    'project: task\nopen: src/a.ts\nsend: Fn queue events/one.json\npace: 10x\nhints: [a]',
  )
  expect(task.project.settings).toMatchObject({
    pace: '10x',
    openFile: 'src/a.ts',
    stimulus: { target: 'Fn', kind: 'queue', eventFile: 'events/one.json', payload: '{ "one": 1 }' },
  })
  const rush = readPlayground(lesson(''), 'project: given\nsend: events/rush.stimuli.json')
  expect(rush.project.settings.stimulus).toMatchObject({ script: 'events/rush.stimuli.json' })
  expect(task.checks).toEqual(['it adds', "it's exact"])
})

it('embeds a project as it is, and refuses what would end its element', async () => {
  const html = await embedHtml(readPlayground(lesson(''), 'project: given\nopen: src/a.ts'))
  expect(html).toContain('data-file="src/a.ts">\nexport const a = 1 < 2</script>')
  expect(html).toMatch(/href="\.\.\/\.\.\/#v\d\./)
  const bad = { ...lesson(''), projects: { given: { files: { 'template.yaml': '# </script>' }, solution: {} } } }
  await expect(embedHtml(readPlayground(bad, 'project: given'))).rejects.toThrow('would end the element')
})
