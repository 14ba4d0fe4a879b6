/** How inputs are made: from nothing, out of real examples, and out of the pieces that a language is made of. */

import fc from 'fast-check'

/** Longest input, characters or bytes: enough for what goes wrong, and little enough for 100,000 of them. */
const LENGTH_MAX = 2000

/** Any text, with what breaks parsers among it. */
export const anyText = (maxLength = 200): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ unit: 'grapheme', maxLength }),
    fc
      .array(fc.constantFrom('\0', '\ud800', '\u2028', '\ufeff', '"', "'", '\\', '\n', '__proto__', '${', '{{', '%'), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  )

/** Sequences of the pieces of a language: mostly wrong, near to what is right. */
export const pieces = (tokens: readonly string[], separators: readonly string[] = ['', ' ']): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...tokens) }, { weight: 1, arbitrary: anyText(8) }),
        fc.constantFrom(...separators),
      ),
      {
        maxLength: 40,
        size: 'max',
      },
    )
    .map((all) => all.flat().join('').slice(0, LENGTH_MAX))

const depths = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 20_000 }) },
)

/** Deep: an opening piece over and over, something in it, and perhaps as many closing ones. */
export const nested = (pairs: readonly (readonly [open: string, close: string])[], inner = '1'): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...pairs), depths, fc.boolean())
    .map(([[open, close], depth, closed]) => open.repeat(depth) + inner + (closed ? close.repeat(depth) : ''))

type Edit = (list: readonly string[], at: number, length: number, other: readonly string[]) => readonly string[]

const EDITS: readonly Edit[] = [
  // Cut out, cut off.
  (list, at, length) => [...list.slice(0, at), ...list.slice(at + length)],
  (list, at) => list.slice(0, at),
  // Put in from elsewhere.
  (list, at, length, other) => [
    ...list.slice(0, at),
    ...other.slice(at % (other.length + 1), (at % (other.length + 1)) + length),
    ...list.slice(at),
  ],
  // Swap two stretches.
  (list, at, length) => [
    ...list.slice(0, at),
    ...list.slice(at + length, at + 2 * length),
    ...list.slice(at, at + length),
    ...list.slice(at + 2 * length),
  ],
  // Over and over.
  (list, at, length) => [
    ...list.slice(0, at),
    ...Array.from({ length: 8 }, () => list.slice(at, at + length)).flat(),
    ...list.slice(at),
  ],
]

/** Examples with a few things wrong. Words stay whole mostly, so that what comes out is near to what is right. */
export function mutated(examples: readonly string[]): fc.Arbitrary<string> {
  const words = examples.map((example) => example.match(/\w+|\s+|[^\w\s]/gu) ?? [])
  const letters = examples.map((example) => [...example])
  const edit = fc.tuple(
    fc.constantFrom(...EDITS),
    fc.nat(5000),
    fc.integer({ min: 1, max: 12 }),
    fc.nat(examples.length - 1),
  )
  return fc
    .tuple(fc.nat(examples.length - 1), fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 4 }), anyText(4))
    .map(([which, byWord, edits, noise]) => {
      const all = byWord ? words : letters
      let list = all[which] as readonly string[]
      for (const [change, place, length, other] of edits) {
        list = change(list, place % (list.length + 1), length, [...(all[other] as readonly string[]), noise])
      }
      return list.join('').slice(0, LENGTH_MAX * 2)
    })
}

/** The same for bytes, which are also flipped. */
export function mutatedBytes(examples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(
    fc.constantFrom('set', 'cut', 'end', 'repeat', 'splice'),
    fc.nat(1_000_000),
    fc.integer({ min: 1, max: 16 }),
    fc.nat(255),
  )
  return fc
    .tuple(fc.constantFrom(...examples), fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([example, edits]) => {
      let bytes = [...example]
      for (const [kind, place, length, value] of edits) {
        const at = place % (bytes.length + 1)
        if (kind === 'set') bytes[at] = value
        else if (kind === 'cut') bytes.splice(at, length)
        else if (kind === 'end') bytes = bytes.slice(0, at)
        else if (kind === 'repeat') bytes.splice(at, 0, ...bytes.slice(at, at + length))
        else bytes.splice(at, 0, ...Array.from({ length }, (_, index) => (value * (index + 1)) & 255))
      }
      return Uint8Array.from(bytes)
    })
}

/** Texts of all kinds around a language. */
export const texts = (given: {
  readonly examples: readonly string[]
  readonly tokens?: readonly string[]
  readonly nesting?: readonly (readonly [string, string])[]
}): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 2, arbitrary: anyText() },
    { weight: 6, arbitrary: mutated(given.examples) },
    ...(given.tokens ? [{ weight: 5, arbitrary: pieces(given.tokens) }] : []),
    ...(given.nesting ? [{ weight: 1, arbitrary: nested(given.nesting) }] : []),
  )

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  undefined,
  NaN,
  Infinity,
  -0,
  2 ** 53,
  -1,
  1e308,
  '',
  '__proto__',
  'constructor',
  'toString',
  [],
  {},
  { toString: null, valueOf: null },
  { length: 1e9 },
  [[[[]]]],
  true,
]

/** Whatever may be posted between threads, with parts of real values in the places where they are expected. */
export function hostile(examples: readonly unknown[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.constantFrom(...HOSTILE_VALUES),
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, maxDepth: 3 }),
    anyText(20),
  )
  const changed = fc
    .tuple(
      fc.nat(examples.length - 1),
      fc.array(fc.tuple(fc.nat(10_000), fc.constantFrom('replace', 'remove', 'add'), value), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([which, changes]) => {
      let root: unknown = structuredClone(examples[which])
      for (const [place, kind, given] of changes) root = changeAt(root, place, kind, given)
      return root
    })
  return fc.oneof({ weight: 5, arbitrary: changed }, { weight: 1, arbitrary: value })
}

/** Changes one of all the values in a value. */
function changeAt(root: unknown, place: number, kind: string, given: unknown): unknown {
  const places: { readonly owner: Record<string, unknown>; readonly name: string }[] = []
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    for (const [name, inner] of Object.entries(value)) {
      places.push({ owner: value as Record<string, unknown>, name })
      if (places.length < 500) collect(inner)
    }
  }
  collect(root)
  const found = places[place % (places.length + 1)]
  if (!found) return given
  if (kind === 'remove') Reflect.deleteProperty(found.owner, found.name)
  else if (kind === 'add' && found.name !== '__proto__') found.owner[`${found.name}x`] = given
  else
    Object.defineProperty(found.owner, found.name, {
      value: given,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return root
}
