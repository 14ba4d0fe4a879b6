import { describe, expect, it } from 'vitest'
import { difference, Echoes } from '../../../../src/app/editor/echoes'

/** `+x`: x was typed. `x`: the app gives x, which is no news. `!x`: the app gives x, which is news. */
function play(given: string, steps: string): void {
  const echoes = new Echoes(given)
  for (const step of steps.split(' ')) {
    const text = step.replace(/^[+!]/, '')
    if (step.startsWith('+')) echoes.typed(text)
    else expect([step, echoes.isNews(text)]).toEqual([step, step.startsWith('!')])
  }
}

describe('what the app gives back', () => {
  it.each([
    ['is no news at once', '+b b +c c'],
    ['is no news when it is late', '+b +c b c +d d'],
    ['is no news when some of it is left out', '+b +c +d d'],
    ['is no news when the app keeps what it has', '+b a a b'],
    ['is news when it is its own', '+b b !x !y'],
    ['is news when it goes back', '+b b +c c !b'],
    ['is news when the app changes what was typed', '+b !B +Bc Bc'],
  ])('%s', (_, steps) => play('a', steps))
})

describe('the difference of two texts', () => {
  it.each([
    ['', 'abc'],
    ['abc', ''],
    ['abc', 'abXc'],
    ['aaa', 'aaaa'],
    ['aaaa', 'aa'],
    ['one two', 'one three two'],
    ['x😀y', 'x😁y'],
    ['x😀y', 'x👀y'],
    ['x😀😀y', 'x😀y'],
  ])('%j → %j', (present, wanted) => {
    const change = difference(present, wanted)
    expect(() => encodeURIComponent(change?.text ?? '')).not.toThrow()
    expect(change && present.slice(0, change.start) + change.text + present.slice(change.end)).toBe(wanted)
  })

  it('is none when they are the same', () => expect(difference('a', 'a')).toBeNull())
})
