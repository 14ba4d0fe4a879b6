/**
 * The REST and Query protocols, on requests as SDK clients send them (captured, 23 Nov 2026) and on the models that the
 * services use.
 */

import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import type { WireModel } from '../../../../src/cloud/aws/wire-model'
import { codecOf, type Codec } from '../../../../src/cloud/wire/codec'
import { readRequest } from '../../../../src/cloud/wire/request'
import lambdaModel from '../../../../src/cloud/lambda/api/model.json'
import s3Model from '../../../../src/cloud/services/s3/model.json'
import snsModel from '../../../../src/cloud/services/sns/model.json'

const codec = (endpointPrefix: string, protocol: 'query' | 'rest-json' | 'rest-xml', model: object): Codec =>
  codecOf({ endpointPrefix, protocol, model: model as WireModel, bucketAddressing: protocol === 'rest-xml' })

const sns = codec('sns', 'query', snsModel)
const s3 = codec('s3', 'rest-xml', s3Model)
const lambda = codec('lambda', 'rest-json', lambdaModel)

function read(
  of: Codec,
  method: string,
  url: string,
  body: string | Uint8Array = '',
  headers: Record<string, string> = {},
) {
  const request = readRequest({ method, url, headers, body })
  if (!request) throw new Error(`${url} is no URL`)
  const operation = of.operationOf(request)
  return { operation, input: operation === null ? null : of.decode(operation, request), request }
}

describe('Query', () => {
  const publish =
    'Action=Publish&Version=2010-03-31&Message=a+b%26c&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3At&MessageAttributes.entry.1.Name=kind&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v'

  it('reads a form', () => {
    expect(read(sns, 'POST', 'https://sns.us-east-1.amazonaws.com/', publish)).toMatchObject({
      operation: 'Publish',
      input: {
        Message: 'a b&c',
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'v' } },
      },
    })
  })

  it('reads lists in the order of their numbers', () => {
    const body =
      'Action=PublishBatch&TopicArn=t&PublishBatchRequestEntries.member.10.Id=j&PublishBatchRequestEntries.member.2.Id=b&PublishBatchRequestEntries.member.1.Id=a'
    expect(read(sns, 'POST', 'https://sns.us-east-1.amazonaws.com/', body).input).toMatchObject({
      PublishBatchRequestEntries: [{ Id: 'a' }, { Id: 'b' }, { Id: 'j' }],
    })
  })

  it('writes results in AWS’s envelope', () => {
    expect(sns.encode('Publish', { MessageId: 'm & n' }, 'r').body).toBe(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m &amp; n</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
    )
  })

  it('writes errors by their codes of the Query protocol', () => {
    const { request } = read(sns, 'POST', 'https://sns.us-east-1.amazonaws.com/', publish)
    const answer = sns.encodeError(new AwsError('NotFoundException', 404, 'Topic does not exist'), 'r', request)
    expect(answer.status).toBe(404)
    expect(answer.body).toBe(
      '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>r</RequestId></ErrorResponse>',
    )
  })
})

describe('REST with JSON', () => {
  it('reads path, headers, query and a payload of bytes', () => {
    const payload = new TextEncoder().encode('{"a":1}')
    const url = 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/my%3Af/invocations?Qualifier=live'
    const { operation, input } = read(lambda, 'POST', url, payload, { 'X-Amz-Invocation-Type': 'Event' })
    expect(operation).toBe('Invoke')
    expect(input).toEqual({ FunctionName: 'my:f', InvocationType: 'Event', Qualifier: 'live', Payload: payload })
  })

  it('tells operations of one path apart by their methods', () => {
    const url = 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f'
    expect(read(lambda, 'GET', url).operation).toBe('GetFunction')
    expect(read(lambda, 'DELETE', url).operation).toBe('DeleteFunction')
    expect(read(lambda, 'GET', `${url}/configuration`).operation).toBe('GetFunctionConfiguration')
    expect(read(lambda, 'PATCH', url).operation).toBeNull()
  })

  it('writes status, headers and a payload of bytes', () => {
    const output = { StatusCode: 200, FunctionError: 'Unhandled', Payload: new TextEncoder().encode('null') }
    expect(lambda.encode('Invoke', output, 'r')).toMatchObject({
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: output.Payload,
    })
  })

  it('writes errors with their name in a header, and members where the model has them', () => {
    const { request } = read(lambda, 'GET', 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f')
    const error = new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.', {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      retryAfterSeconds: '1',
    })
    const answer = lambda.encodeError(error, 'r', request)
    expect(answer).toMatchObject({
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException', 'retry-after': '1' },
    })
    expect(JSON.parse(answer.body as string)).toEqual({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    })
  })

  it('refuses a body that is no JSON', () => {
    const url = 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings'
    expect(() => read(lambda, 'POST', url, '{')).toThrow(expect.objectContaining({ code: 'SerializationException' }))
  })
})

describe('REST with XML: which operation of S3', () => {
  const VIRTUAL = 'https://my-bucket.s3.us-east-1.amazonaws.com'
  it.each([
    ['PUT', `${VIRTUAL}/a/b%20c.txt?x-id=PutObject`, 'PutObject', { Bucket: 'my-bucket', Key: 'a/b c.txt' }],
    [
      'PUT',
      'https://s3.us-east-1.amazonaws.com/my.bucket/k?x-id=PutObject',
      'PutObject',
      { Bucket: 'my.bucket', Key: 'k' },
    ],
    ['GET', `${VIRTUAL}/a`, 'GetObject', { Bucket: 'my-bucket', Key: 'a' }],
    ['GET', `${VIRTUAL}/folder/`, 'GetObject', { Key: 'folder/' }],
    ['HEAD', `${VIRTUAL}/a`, 'HeadObject', { Key: 'a' }],
    ['HEAD', `${VIRTUAL}/`, 'HeadBucket', { Bucket: 'my-bucket' }],
    ['GET', `${VIRTUAL}/?list-type=2&prefix=a%2F`, 'ListObjectsV2', { Bucket: 'my-bucket', Prefix: 'a/' }],
    ['GET', `${VIRTUAL}/`, 'ListObjects', { Bucket: 'my-bucket' }],
    ['GET', `${VIRTUAL}/?versioning`, 'GetBucketVersioning', { Bucket: 'my-bucket' }],
    ['GET', 'https://s3.us-east-1.amazonaws.com/', 'ListBuckets', {}],
    ['PUT', `${VIRTUAL}/`, 'CreateBucket', { Bucket: 'my-bucket' }],
    ['POST', `${VIRTUAL}/k?uploads`, 'CreateMultipartUpload', { Key: 'k' }],
    ['PUT', `${VIRTUAL}/k?partNumber=1&uploadId=u`, 'UploadPart', { PartNumber: 1, UploadId: 'u' }],
    ['GET', `${VIRTUAL}/k?uploadId=u`, 'ListParts', { UploadId: 'u' }],
  ])('%s %s', (method, url, operation, input) => {
    expect(read(s3, method, url)).toMatchObject({ operation, input })
  })

  it('a copy is a put with a source', () => {
    const copy = read(s3, 'PUT', `${VIRTUAL}/k`, '', { 'x-amz-copy-source': '/from/key' })
    expect(copy).toMatchObject({ operation: 'CopyObject', input: { CopySource: '/from/key' } })
  })
})

describe('REST with XML: bodies', () => {
  const VIRTUAL = 'https://my-bucket.s3.us-east-1.amazonaws.com'

  it('reads flattened lists', () => {
    const body =
      '<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><ETag>&quot;a&quot;</ETag><PartNumber>1</PartNumber></Part><Part><ETag>b</ETag><PartNumber>2</PartNumber></Part></CompleteMultipartUpload>'
    expect(read(s3, 'POST', `${VIRTUAL}/k?uploadId=u`, body)).toMatchObject({
      operation: 'CompleteMultipartUpload',
      input: {
        MultipartUpload: {
          Parts: [
            { ETag: '"a"', PartNumber: 1 },
            { ETag: 'b', PartNumber: 2 },
          ],
        },
      },
    })
  })

  it('reads metadata headers and keeps bytes as they are', () => {
    const bytes = Uint8Array.of(0, 255, 10)
    const { input } = read(s3, 'PUT', `${VIRTUAL}/k?x-id=PutObject`, bytes, {
      'Content-Type': 'text/plain',
      'x-amz-meta-who': 'me',
    })
    expect(input).toMatchObject({ Body: bytes, ContentType: 'text/plain', Metadata: { who: 'me' } })
  })

  it('reads a body in chunks, its trailer as a header', () => {
    const body = '5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n'
    const { input } = read(s3, 'PUT', `${VIRTUAL}/k?x-id=PutObject`, body, { 'content-encoding': 'aws-chunked' })
    expect(new TextDecoder().decode((input as { Body: Uint8Array }).Body)).toBe('hello world')
    expect(input).toMatchObject({ ChecksumCRC32: 'DUoRhQ==' })
    expect(input).not.toHaveProperty('ContentEncoding')
  })

  it('refuses chunks that end early', () => {
    const send = () => read(s3, 'PUT', `${VIRTUAL}/k?x-id=PutObject`, '5\r\nhel', { 'content-encoding': 'aws-chunked' })
    expect(send).toThrow(expect.objectContaining({ code: 'IncompleteBody' }))
  })

  it('writes lists under the root that AWS names', () => {
    const output = {
      Name: 'b',
      KeyCount: 1,
      IsTruncated: false,
      Contents: [{ Key: 'a<b', Size: 1, LastModified: 0.25 }],
    }
    expect(s3.encode('ListObjectsV2', output, 'r').body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated><Contents><Key>a&lt;b</Key><LastModified>1970-01-01T00:00:00.250Z</LastModified><Size>1</Size></Contents><Name>b</Name><KeyCount>1</KeyCount></ListBucketResult>',
    )
  })

  it('writes instants in headers as HTTP dates', () => {
    const answer = s3.encode('GetObject', { LastModified: 0, ETag: '"e"', Body: Uint8Array.of(1) }, 'r')
    expect(answer.headers).toMatchObject({ 'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT', etag: '"e"' })
  })

  it.each([
    ['GET', 404, /<Error><Code>NoSuchKey<\/Code><Message>gone<\/Message><Key>k<\/Key><RequestId>r<\/RequestId>/],
    ['HEAD', 404, /^$/],
  ])('writes errors: %s', (method, status, body) => {
    const { request } = read(s3, method, `${VIRTUAL}/k`)
    const answer = s3.encodeError(new AwsError('NoSuchKey', 404, 'gone', { Key: 'k' }), 'r', request)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(body)
  })

  it.each([
    ['an unclosed element', '<Delete><Object></Delete>'],
    ['two roots', '<a/><b/>'],
    ['a doctype', '<!DOCTYPE x [<!ENTITY a "b">]><Delete>&a;</Delete>'],
    ['an unknown entity', '<Delete><Quiet>&nbsp;</Quiet></Delete>'],
    ['text', 'Delete'],
    ['nesting without end', '<a>'.repeat(5000)],
  ])('refuses %s', (_, body) => {
    expect(() => read(s3, 'POST', `${VIRTUAL}/?delete`, body)).toThrow(
      expect.objectContaining({ code: 'MalformedXML' }),
    )
  })
})
