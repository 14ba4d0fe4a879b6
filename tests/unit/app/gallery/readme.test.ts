import { expect, it } from 'vitest'
import { readmeBlocks } from '../../../../src/app/gallery/readme'
import { examples } from '../../../../src/project/examples'

it('reads paragraphs, lists, code, strong words and links', () => {
  const text = '# Title\n\nOne `two`\nthree.\n\n- **Run**: go\n  on\n- see [AWS](https://docs.aws.amazon.com/x)\n'
  expect(readmeBlocks(text)).toEqual([
    {
      kind: 'paragraph',
      items: [
        [
          { kind: 'text', text: 'One ' },
          { kind: 'code', text: 'two' },
          { kind: 'text', text: ' three.' },
        ],
      ],
    },
    {
      kind: 'list',
      items: [
        [
          { kind: 'strong', text: 'Run' },
          { kind: 'text', text: ': go on' },
        ],
        [
          { kind: 'text', text: 'see ' },
          { kind: 'link', text: 'AWS', href: 'https://docs.aws.amazon.com/x' },
        ],
      ],
    },
  ])
})

it.each(examples.map((example) => [example.id, example] as const))('leaves no markup in that of %s', async (_, one) => {
  const { files } = await one.load()
  const texts = readmeBlocks(files['README.md'] ?? '').flatMap(({ items }) =>
    items.flat().flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])),
  )
  expect(texts.filter((text) => /[`[\]]|\*\*|^#/.test(text))).toEqual([])
})
