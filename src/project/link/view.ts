import { isRecord } from './check'
import type { LinkView } from './content'

const TEXT_MAX = 400

/** A view as far as it makes sense; always in the same order. */
export function readView(value: unknown): LinkView {
  if (!isRecord(value)) return {}
  const given = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined)
  const text = (name: string) => (isText(given(name)) ? { [name]: given(name) as string } : {})
  const count = (name: string, least: number) => {
    const number = given(name)
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= least ? { [name]: number } : {}
  }
  const selected = given('selected')
  return {
    ...count('line', 1),
    ...text('panel'),
    ...text('left'),
    ...text('right'),
    ...(given('paused') === true && { paused: true }),
    ...(isRecord(selected) &&
      isText(selected['kind']) &&
      isText(selected['id']) && { selected: { kind: selected['kind'], id: selected['id'] } }),
    ...count('moment', 0),
    ...text('inspected'),
  }
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= TEXT_MAX
