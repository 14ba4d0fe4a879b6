/** The cloud behind the environment: its rights, its other functions, and its endpoints with hostile bytes. */

import type { EscapeCase } from '../contract'

/** A request to an AWS endpoint as an SDK client would sign it, with the function's own key unless another is given. */
const CALL = `
  const call = async (service, target, body, { key = process.env.AWS_ACCESS_KEY_ID, token = process.env.AWS_SESSION_TOKEN, type = 'application/x-amz-json-1.0', path = '/', method = 'POST', headers = {} } = {}) => {
    const answer = await fetch('https://' + service + '.us-east-1.amazonaws.com' + path, {
      method,
      headers: { 'content-type': type, ...(target && { 'x-amz-target': target }), ...(key && { authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20261130/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=00' }), ...(token && { 'x-amz-security-token': token }), ...headers },
      ...(method !== 'GET' && { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, text }
  };`

const SQS = 'AmazonSQS.'

/** Refused by the endpoint as AWS refuses it: a status of the client's fault, and no other state. */
const refused = (id: string, tries: string, attack: string): EscapeCase => ({
  id,
  tries,
  attack: `${CALL}
    const results = [].concat(await (async () => { ${attack} })())
    const wrong = results.filter(({ status }) => status < 400 || status >= 600)
    return wrong.length === 0 ? 'refused as AWS does' : wrong.map(({ status, text }) => status + ' ' + text.slice(0, 200))`,
  fails: [{ gives: 'refused as AWS does' }],
})

/** Whatever the answer: there is one, and the endpoint goes on. */
const survived = (id: string, tries: string, attack: string): EscapeCase => ({
  id,
  tries,
  attack: `${CALL}
    const results = [].concat(await (async () => { ${attack} })())
    const odd = results.filter(({ status }) => !(status >= 200 && status < 600))
    const after = await call('sqs', '${SQS}ListQueues', {})
    return odd.length === 0 && after.status >= 200 && after.status < 500 && ({}).polluted === undefined ? 'answered' : [odd, after]`,
  fails: [{ gives: 'answered' }],
})

const DEEP = `const deep = (n) => '['.repeat(n) + ']'.repeat(n); const nested = (n) => '{"a":'.repeat(n) + '1' + '}'.repeat(n);`
const TYPES = `const wrong = [null, 1, -1, 1e308, true, '', [], {}, [[]], [null], { a: null }, '\\u0000', '\\ud800', 'x'.repeat(1e5), ['x', 1], { __proto__: null, length: 1e9 }];`

export const CLOUD: readonly EscapeCase[] = [
  refused(
    'beyond-role',
    'a queue that its role does not reach',
    `return call('sqs', '${SQS}SendMessage', { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/Private', MessageBody: 'x' })`,
  ),
  refused(
    'beyond-role-many',
    'everything else that its role does not reach',
    `return Promise.all([call('dynamodb', 'DynamoDB_20120810.Scan', { TableName: 'Private' }), call('lambda', '', {}, { path: '/2015-03-31/functions/Other/invocations' }), call('lambda', '', {}, { path: '/2015-03-31/functions/Other/configuration', method: 'PUT' }), call('ssm', 'AmazonSSM.GetParameter', { Name: '/private' }), call('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'private' }), call('s3', '', '', { path: '/private/key', method: 'GET' }), call('kms', 'TrentService.Decrypt', { CiphertextBlob: 'AAAA' }), call('states', 'AWSStepFunctions.ListStateMachines', {})])`,
  ),
  refused(
    'unsigned',
    'a request that nobody signed',
    `return call('sqs', '${SQS}ListQueues', {}, { key: '', token: '' })`,
  ),
  refused(
    'forged-key',
    'keys that it makes up, or takes from names',
    `const keys = ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', '__proto__', 'constructor', 'toString', 'root', 'administrator', process.env.AWS_ACCESS_KEY_ID.slice(0, -1), process.env.AWS_ACCESS_KEY_ID.toLowerCase() + 'x']; return Promise.all(keys.map((key) => call('sqs', '${SQS}ListQueues', {}, { key })))`,
  ),
  refused(
    'neighbouring-keys',
    'keys near to its own, which another function may have',
    `const own = process.env.AWS_ACCESS_KEY_ID; const last = own.charCodeAt(own.length - 1); const keys = []; for (let step = -12; step <= 12; step++) if (step !== 0) keys.push(own.slice(0, -1) + String.fromCharCode(last + step)); return Promise.all(keys.filter((key) => /^[A-Z0-9]+$/.test(key)).map((key) => call('sqs', '${SQS}ListQueues', {}, { key })))`,
  ),
  refused(
    'assume-role',
    'another role',
    `return Promise.all(['OtherRole', 'Admin', '*'].map((name) => call('sts', '', 'Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/' + name + '&RoleSessionName=x', { type: 'application/x-www-form-urlencoded' })))`,
  ),
  refused(
    'iam',
    'giving itself more rights',
    `return Promise.all([call('iam', '', 'Action=PutRolePolicy&Version=2010-05-08&RoleName=F&PolicyName=x&PolicyDocument=%7B%7D', { type: 'application/x-www-form-urlencoded' }), call('iam', '', 'Action=CreateUser&Version=2010-05-08&UserName=x', { type: 'application/x-www-form-urlencoded' })]).catch(() => [])`,
  ),
  {
    id: 'runtime-api',
    tries: 'the runtime API of its own environment, to answer for others',
    attack: `
      const { AWS_LAMBDA_RUNTIME_API: api } = process.env
      if (!api) return 'absent'
      const got = []
      for (const path of ['/2018-06-01/runtime/invocation/next', '/2020-01-01/extension/register', '/2018-06-01/runtime/init/error']) {
        try { const answer = await fetch('http://' + api + path, { signal: AbortSignal.timeout(100) }); got.push(answer.status) } catch {}
      }
      return got`,
    // As of AWS's own: the next event is the runtime's to ask for, and an extension registers while the environment starts.
    fails: [{ gives: [403, 404, 404] }],
  },
  {
    id: 'metadata',
    tries: 'credentials from the metadata of the machine and of the container',
    attack: `
      const got = []
      for (const url of ['http://169.254.169.254/latest/meta-data/iam/security-credentials/', 'http://169.254.170.2/v2/credentials', 'http://[fd00:ec2::254]/latest/', 'http://metadata.google.internal/']) {
        try { const { status } = await fetch(url); if (status !== NOT_SIMULATED) got.push(status) } catch {}
      }
      return got`,
    fails: [{ gives: [] }],
  },
  survived(
    'deep-json',
    'JSON as deep as it gets, for every JSON protocol',
    `${DEEP} return Promise.all([call('sqs', '${SQS}SendMessage', nested(1e5)), call('dynamodb', 'DynamoDB_20120810.PutItem', '{"TableName":"Private","Item":' + nested(1e5) + '}'), call('events', 'AWSEvents.PutEvents', '{"Entries":[{"Source":"x","DetailType":"x","Detail":' + JSON.stringify(nested(1e4)) + '}]}'), call('kinesis', 'Kinesis_20131202.PutRecord', deep(1e5), { type: 'application/x-amz-json-1.1' }), call('lambda', '', deep(1e5), { path: '/2015-03-31/functions/Own/invocations' })])`,
  ),
  survived(
    'proto-json',
    '__proto__ and constructor in JSON',
    `const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"QueueUrl":{"__proto__":{"polluted":1}},"TableName":"Private","Item":{"__proto__":{"S":"x"},"constructor":{"S":"x"}},"MessageAttributes":{"__proto__":{"DataType":"String","StringValue":"x"}}}'; return Promise.all([call('sqs', '${SQS}SendMessage', evil), call('dynamodb', 'DynamoDB_20120810.PutItem', evil), call('ssm', 'AmazonSSM.PutParameter', evil, { type: 'application/x-amz-json-1.1' }), call('sqs', '${SQS}__proto__', evil), call('sqs', '${SQS}constructor', evil), call('sqs', '${SQS}toString', '{}')])`,
  ),
  survived(
    'proto-query',
    '__proto__ in query protocols',
    `return Promise.all(['Action=Publish&Message=x&MessageAttributes.entry.1.Name=__proto__&__proto__.polluted=1&constructor.prototype.polluted=1', 'Action=__proto__', 'Action=constructor', 'Action=' + 'a.'.repeat(1e4), 'Attributes.entry.' + '1.'.repeat(5e3) + 'x=1&Action=Subscribe', 'Attributes.entry.999999999.key=x&Action=Subscribe'].map((body) => call('sns', '', body, { type: 'application/x-www-form-urlencoded' })))`,
  ),
  survived(
    'wrong-types',
    'wrong types for every field',
    `${TYPES} return Promise.all(wrong.flatMap((value) => [call('sqs', '${SQS}SendMessage', JSON.stringify({ QueueUrl: value, MessageBody: value, DelaySeconds: value, MessageAttributes: value })), call('dynamodb', 'DynamoDB_20120810.Query', JSON.stringify({ TableName: value, KeyConditionExpression: value, ExpressionAttributeValues: value, Limit: value })), call('events', 'AWSEvents.PutEvents', JSON.stringify({ Entries: value }))]))`,
  ),
  survived(
    'no-json',
    'bodies that are no JSON: broken UTF-8, NUL, halves of surrogates, nothing',
    `return Promise.all([new Uint8Array([0xff, 0xfe, 0xc0, 0x80]), '\\u0000', '{', '{"a":"\\\\ud800"}', '', 'null', '1e999', '[', '"x"', '{"a":1,}', '\\ufeff{}'].flatMap((body) => [call('sqs', '${SQS}ListQueues', body), call('dynamodb', 'DynamoDB_20120810.ListTables', body), call('states', 'AWSStepFunctions.StartExecution', body)]))`,
  ),
  survived(
    'xml-bombs',
    'XML that grows, recurses and lies',
    `const lol = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + 'bcdefgh'.split('').map((name, index) => '<!ENTITY ' + name + ' "' + ('&' + 'abcdefg'[index] + ';').repeat(10) + '">').join('') + ']><Tagging>&h;</Tagging>'; return Promise.all([lol, '<a>'.repeat(5e4), '<Delete>' + '<Object><Key>'.repeat(2e4), '<!DOCTYPE x SYSTEM "' + event.url + '/dtd"><x/>', '<x xmlns:__proto__="y"><__proto__><polluted>1</polluted></__proto__></x>', '<?xml-stylesheet href="' + event.url + '/xsl"?><x/>'].flatMap((body) => [call('s3', '', body, { type: 'application/xml', path: '/private?delete' }), call('s3', '', body, { type: 'application/xml', path: '/private?tagging', method: 'PUT' })]))`,
  ),
  survived(
    'hostile-paths',
    'paths and headers that break out of their place',
    `return Promise.all(['/../../x', '/%00', '/%ff%fe', '/private/' + '%2e%2e%2f'.repeat(500), '/__proto__/constructor', '/' + 'x'.repeat(5e4), '/?' + 'a[__proto__]=1&'.repeat(500), '/private?X-Amz-Expires=-1&X-Amz-Date=x&X-Amz-Credential=/////'].map((path) => call('s3', '', '', { path, method: 'GET' })).concat(call('sqs', '${SQS}' + 'x'.repeat(1e5), '{}'), call('sqs', '${SQS}ListQueues', '{}', { headers: { 'content-length': '-1', 'transfer-encoding': 'chunked', 'content-encoding': 'gzip', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } })))`,
  ),
  survived(
    'hostile-methods',
    'methods and hosts of other kinds',
    `const got = []; for (const [method, host] of [['PATCH', 'sqs.us-east-1.amazonaws.com'], ['DELETE', 'dynamodb.us-east-1.amazonaws.com'], ['POST', 'sqs.us-east-1.amazonaws.com.evil.test'], ['POST', '__proto__.amazonaws.com'], ['POST', 'a'.repeat(200) + '.lambda-url.us-east-1.on.aws']]) got.push(await fetch('https://' + host + '/', { method }).then((answer) => ({ status: answer.status }), () => ({ status: 200 }))); return got`,
  ),
  survived(
    'expression-bombs',
    'expressions that never end: conditions, patterns, filters',
    `${DEEP} const ors = Array(2e3).fill('a = :a').join(' OR '); const parens = '('.repeat(5e3) + 'a = :a' + ')'.repeat(5e3); return Promise.all([ors, parens, 'NOT '.repeat(5e3) + 'a = :a', 'a'.repeat(1e5), 'begins_with('.repeat(3e3)].map((expression) => call('dynamodb', 'DynamoDB_20120810.Scan', { TableName: 'Own', FilterExpression: expression, ExpressionAttributeValues: { ':a': { S: 'x' } } })).concat([nested(3e3), '{"a":[{"wildcard":"' + '*a'.repeat(2e3) + '"}]}', '{"a":[{"anything-but":' + deep(2e3) + '}]}'].map((pattern) => call('events', 'AWSEvents.TestEventPattern', { EventPattern: pattern, Event: '{"id":"1","account":"1","source":"a","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"x","detail":{"a":"' + 'a'.repeat(1e4) + '"}}' }))))`,
  ),
  survived(
    'pattern-bombs',
    'regular expressions and globs that blow up in the cloud',
    `return Promise.all([call('logs', 'Logs_20140328.FilterLogEvents', { logGroupName: '/aws/lambda/Own', filterPattern: '%(a+)+$%' }), call('logs', 'Logs_20140328.FilterLogEvents', { logGroupName: '/aws/lambda/Own', filterPattern: '{ $.a = "' + '*a'.repeat(50) + '" }' }), call('logs', 'Logs_20140328.FilterLogEvents', { logGroupName: '/aws/lambda/Own', filterPattern: '['.repeat(5e3) })])`,
  ),
  survived(
    'call-flood',
    'thousands of calls at once',
    `return Promise.all(Array.from({ length: 2000 }, () => call('sqs', '${SQS}ListQueues', {})))`,
  ),
]
