import { describe, expect, it } from 'vitest'
import { PlacesByLine } from '../../../src/runtime/places-by-line'

/** As WebKit tells where an error was made in code from eval: the line is that of the text that was evaluated. */
function errorIn(before: string, line: number): object {
  return { line: before.split('\n').length - 1 + line, column: 7 }
}

describe('places that are told by their line alone', () => {
  it('belong to the file whose lines they are among', () => {
    const places = new PlacesByLine(true)
    const first = places.linesBefore('/var/task/index.js')
    const second = places.linesBefore('/var/task/other.js')
    expect(places.of(errorIn(first, 1))).toEqual({ file: '/var/task/index.js', line: 1, column: 7 })
    expect(places.of(errorIn(second, 42))).toEqual({ file: '/var/task/other.js', line: 42, column: 7 })
  })

  it('are nowhere if the error was made in a script of the runtime, or tells nothing', () => {
    const places = new PlacesByLine(true)
    places.linesBefore('/var/task/index.js')
    expect(places.of({ line: 109, column: 7 })).toBeNull()
    expect(places.of(new Error('of another engine'))).toBeNull()
  })

  it('change nothing where stacks name the files', () => {
    const places = new PlacesByLine()
    expect(places.isNeeded).toBe(false)
    expect(places.linesBefore('/var/task/index.js')).toBe('')
  })
})
