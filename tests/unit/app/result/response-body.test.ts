import { describe, expect, it } from 'vitest'
import { previewPage, shownBody } from '../../../../src/app/result/response-body'

const response = (body: string | Uint8Array, type?: string) => ({
  status: 200,
  headers: type === undefined ? [] : [['Content-Type', type] as const],
  body,
})

describe('what is shown of a body', () => {
  it.each([
    ['nothing', '', 'text/plain', { kind: 'empty' }],
    ['JSON', '{"a":1}', 'application/json', { kind: 'json', text: '{"a":1}' }],
    ['JSON, whatever its type', '[1]', 'text/plain', { kind: 'json', text: '[1]' }],
    ['a text that is called JSON', 'hello', 'application/json', { kind: 'text', text: 'hello' }],
    ['a page', '<p>', 'text/html; charset=utf-8', { kind: 'html', text: '<p>' }],
  ])('%s', (_, body, type, shown) => {
    expect(shownBody(response(body, type))).toEqual(shown)
  })

  it('an image, as part of the page', () => {
    expect(shownBody(response(Uint8Array.of(1, 2, 3), 'image/png'))).toEqual({
      kind: 'image',
      source: 'data:image/png;base64,AQID',
    })
  })

  it('bytes that are no text', () => {
    expect(shownBody(response(Uint8Array.of(0xff, 0xfe), 'application/octet-stream'))).toEqual({
      kind: 'bytes',
      size: 2,
      start: 'ff fe',
    })
  })
})

describe('the preview of a page', () => {
  it('has its policy before everything but the doctype', () => {
    expect(previewPage('<!doctype html><p>')).toMatch(
      /^<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none';[^>]*"><p>$/,
    )
    expect(previewPage('<p>')).toMatch(/^<meta /)
  })
})
