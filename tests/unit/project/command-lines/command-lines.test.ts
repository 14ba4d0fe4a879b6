import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { awsCommand, type CommandLine } from '../../../../src/project/command-lines/aws-cli'
import { curlCommand } from '../../../../src/project/command-lines/curl'
import { quoted } from '../../../../src/project/command-lines/shell'

/** What a shell makes of a command: its words, and nothing done. */
function words(line: CommandLine): readonly string[] {
  if (!('command' in line)) throw new Error(line.reason)
  const script = `aws() { printf '%s\\0' aws "$@"; }; curl() { printf '%s\\0' curl "$@"; }; ${line.command}`
  const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }
  return execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1)
}

const after = (list: readonly string[], name: string): string | undefined => list[list.indexOf(name) + 1]

describe('quoted', () => {
  it('is read back by a shell as it was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`!#&*~=-; \n\r\t|<>(){}[]?^%é😀a`), maxLength: 10 }),
    )
    const texts = fc.array(
      text.map((one) => one.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(texts, (given) => {
        const script = `printf '%s\\0' ${given.map(quoted).join(' ')}`
        expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(given)
      }),
      { numRuns: 20 },
    )
  })
})

describe('the AWS CLI', () => {
  it('invokes', () => {
    const line = awsCommand({ kind: 'async', id: 'F', qualifier: 'live' }, '{ "it\'s": "-1" }')
    expect(line).toEqual({
      command: [
        'aws lambda invoke',
        '--function-name F',
        '--qualifier live',
        '--invocation-type Event',
        '--cli-binary-format raw-in-base64-out',
        `--payload '{"it'\\''s":"-1"}'`,
        'response.json',
      ].join(' \\\n  '),
    })
    expect(after(words(line), '--payload')).toBe('{"it\'s":"-1"}')
  })

  it('sends, publishes and puts', () => {
    const headers = 'colour: red\n'
    const sent = words(awsCommand({ kind: 'queue', id: 'https://q' }, '- a body', { groupId: 'g', headers }))
    expect(sent).toContain('--message-body=- a body')
    expect(after(sent, '--message-group-id')).toBe('g')
    expect(JSON.parse(after(sent, '--message-attributes') ?? '')).toEqual({
      colour: { DataType: 'String', StringValue: 'red' },
    })
    const published = words(awsCommand({ kind: 'topic', id: 'arn:t' }, 'file:///etc/passwd', { subject: 's', headers }))
    expect(JSON.parse(after(published, '--cli-input-json') ?? '')).toMatchObject({
      TopicArn: 'arn:t',
      Message: 'file:///etc/passwd',
      MessageAttributes: { colour: { StringValue: 'red' } },
    })
    const event = words(awsCommand({ kind: 'bus', id: 'default' }, '{"a": 1}', { source: 's', detailType: 'd' }))
    expect(JSON.parse(after(event, '--entries') ?? '')).toEqual([
      { EventBusName: 'default', Source: 's', DetailType: 'd', Detail: '{"a":1}' },
    ])
    const item = words(awsCommand({ kind: 'table', id: 'T' }, '{"id":"1","n":2,"l":[true,null],"m":{"a":"b"}}'))
    expect(JSON.parse(after(item, '--item') ?? '')).toEqual({
      id: { S: '1' },
      n: { N: '2' },
      l: { L: [{ BOOL: true }, { NULL: true }] },
      m: { M: { a: { S: 'b' } } },
    })
    expect(words(awsCommand({ kind: 'stream', id: 'S' }, 'data', { key: 'k' })).slice(1)).toEqual(
      ['kinesis', 'put-record', '--stream-name', 'S', '--partition-key', 'k', '--data', 'data'].concat([
        '--cli-binary-format',
        'raw-in-base64-out',
      ]),
    )
    expect(words(awsCommand({ kind: 'bucket', id: 'b' }, "it's", { key: 'a b.txt' })).slice(1)).toEqual([
      's3',
      'cp',
      '-',
      's3://b/a b.txt',
    ])
  })

  it('says what it cannot', () => {
    expect(awsCommand({ kind: 'channel', id: 'x' }, '')).toHaveProperty('reason')
    expect(awsCommand({ kind: 'queue', id: 'x' }, 'a\0b')).toEqual({ reason: expect.stringContaining('NUL') as string })
    expect(awsCommand({ kind: 'queue', id: 'x' }, '\ud800')).toHaveProperty('reason')
    expect(awsCommand({ kind: 'table', id: 'x' }, 'no')).toHaveProperty('reason')
  })
})

describe('curl', () => {
  const request = { region: 'us-east-1', entrance: 'function-url', signed: false, headers: {}, body: '' } as const

  it('asks as the page does', () => {
    expect(words(curlCommand({ ...request, method: 'GET', url: 'https://x/?a=[1]&b=2' }))).toEqual([
      ...['curl', 'https://x/?a=[1]&b=2', '--globoff'],
    ])
    const put = { ...request, method: 'PUT', url: 'https://x/', headers: { a: ['1', ''] }, body: '@file' }
    expect(words(curlCommand(put)).slice(2)).toEqual([
      ...['--request', 'PUT', '--header', 'a: 1', '--header', 'a;', '--header', 'Content-Type:', '--data-raw', '@file'],
    ])
    expect(words(curlCommand({ ...request, method: 'HEAD', url: 'https://x/' }))).toContain('--head')
  })

  it('signs with what the shell has', () => {
    const line = curlCommand({ ...request, method: 'GET', url: 'https://x/', signed: true, entrance: 'http-api' })
    expect(words(line).slice(2)).toEqual([
      ...['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', 'id:secret'],
      ...['--header', 'x-amz-security-token: token'],
    ])
  })
})
