import { expect, test } from 'vitest'
import { prettierOptions } from '../../../../src/app/editor/format/config'

test.each([
  ['nothing', {}, {}],
  ['JSON', { '.prettierrc': '{ "semi": false }' }, { semi: false }],
  ['YAML', { '.prettierrc': 'semi: false\nprintWidth: 120' }, { semi: false, printWidth: 120 }],
  ['a key of package.json', { 'package.json': '{ "prettier": { "singleQuote": true } }' }, { singleQuote: true }],
  ['package.json without one', { 'package.json': '{}', '.prettierrc.yml': 'tabWidth: 4' }, { tabWidth: 4 }],
  ['what would load code', { '.prettierrc': '{ "plugins": ["x"], "parser": "y", "semi": true }' }, { semi: true }],
  ['what cannot be read', { '.prettierrc': '{ "semi": ' }, {}],
])('%s', (_, files, options) => expect(prettierOptions(files)).toEqual(options))
