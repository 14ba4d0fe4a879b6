/** Which examples fit what somebody looks for. */

import fuzzysort from 'fuzzysort'
import { type Example, SUBJECTS } from '../../project/examples'
import { serviceOf } from './services'

export interface Group {
  readonly title: string
  readonly examples: readonly Example[]
}

/** How well a word has to fit, from 0 to 1: in a long line letters that are far apart fit many words. */
const FITS = 0.6
/** How much a word counts, by where it is. */
const WEIGHTS = { title: 1, words: 0.9, rest: 0.6 }

/** Without a query all, by subject; else those that fit every word of it, the best first. */
export function find(query: string, examples: readonly Example[]): readonly Group[] {
  const words = query.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return bySubject(examples)
  const scored = examples.map((example) => ({ example, scores: scoresOf(example, words) }))
  const found = scored
    .filter(({ scores }) => scores.every((score) => score > 0))
    .toSorted((one, other) => sum(other.scores) - sum(one.scores))
    .map(({ example }) => example)
  return found.length === 0 ? [] : [{ title: 'Found', examples: found }]
}

function scoresOf({ title, point, subject, services, tags }: Example, words: readonly string[]): readonly number[] {
  const named = services.map(serviceOf).flatMap(({ text, words: others = '' }) => [text, others])
  return words.map((word) =>
    Math.max(
      WEIGHTS.title * fit(word, [title]),
      WEIGHTS.words * fit(word, [...tags, ...named]),
      WEIGHTS.rest * fit(word, [subject, point]),
    ),
  )
}

function fit(word: string, texts: readonly string[]): number {
  const best = Math.max(...texts.map((text) => fuzzysort.single(word, text)?.score ?? 0))
  return best >= FITS ? best : 0
}

const sum = (scores: readonly number[]): number => scores.reduce((total, score) => total + score, 0)

function bySubject(examples: readonly Example[]): readonly Group[] {
  return SUBJECTS.map((title) => ({ title, examples: examples.filter(({ subject }) => subject === title) })).filter(
    (group) => group.examples.length > 0,
  )
}
