import { describe, expect, it } from 'vitest'
import type { WebEntrance } from '../../../../src/api/api'
import {
  currentRequest,
  emptyDraft,
  headersOf,
  namedEntrances,
  urlOf,
  wrongHeaderLines,
} from '../../../../src/app/stimulus/web-request'

const entrance = (name: string, signed = false): WebEntrance => ({
  kind: 'function-url',
  name,
  arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
  url: 'https://abc.lambda-url.us-east-1.on.aws/',
  routes: [],
  signed,
})
const [page, other] = namedEntrances([entrance('stack-Page-1:live'), entrance('Other', true)], (name) =>
  name === 'stack-Page-1' ? 'Page' : name,
)
if (!page || !other) throw new Error('no entrances')

describe('host names', () => {
  it('go by the words of the template, with the alias', () => {
    expect([page.key, page.label]).toEqual(['function-url Page:live', 'Function URL · Page:live'])
  })
})

describe('the request that Run sends', () => {
  it('is the stored one, at its own host name', () => {
    const stored = { ...emptyDraft(other), path: 'a' }
    expect(currentRequest(stored, [page, other])).toEqual({ entrance: other, draft: stored })
  })

  it('goes to the first host name when its own is gone', () => {
    const stored = { ...emptyDraft(other), path: 'a' }
    expect(currentRequest(stored, [page])).toEqual({ entrance: page, draft: { ...stored, entrance: page.key } })
    expect(currentRequest(stored, [])).toBeNull()
  })

  it('is signed from the start where requests have to be', () => {
    expect(currentRequest(null, [other])?.draft.signed).toBe(true)
  })

  it.each([
    ['', '', 'https://abc.lambda-url.us-east-1.on.aws/'],
    ['/a/b', '?c=1', 'https://abc.lambda-url.us-east-1.on.aws/a/b?c=1'],
    ['a', 'c=1', 'https://abc.lambda-url.us-east-1.on.aws/a?c=1'],
  ])('has one slash and one question mark: %j %j', (path, query, url) => {
    expect(urlOf({ entrance: page, draft: { ...emptyDraft(page), path, query } })).toBe(url)
  })
})

describe('headers, a line each', () => {
  it('are read, repeated ones with all their values', () => {
    expect(headersOf('Accept: text/html\n\nX-A:1\nX-A: 2\nX-A: a:b')).toEqual({
      Accept: 'text/html',
      'X-A': ['1', '2', 'a:b'],
    })
  })

  it('are told of when they are none', () => {
    expect(wrongHeaderLines('Accept: x\nno header\n\nbad name: x')).toEqual([2, 4])
  })
})
