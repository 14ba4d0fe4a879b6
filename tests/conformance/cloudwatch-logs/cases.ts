import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteResourcePolicyCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  ListLogGroupsCommand,
  ListTagsForResourceCommand,
  type MalformedQueryException,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutResourcePolicyCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
  StopQueryCommand,
  TagResourceCommand,
  TestMetricFilterCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const REFERENCE = 'CloudWatch Logs API Reference'
const PATTERNS = 'CloudWatch Logs User Guide, Filter pattern syntax'
const [logGroupName, logStreamName] = ['/app/web', 'main']
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:/app/web'

const clientOf = (aws: Aws) => new CloudWatchLogsClient(aws.config)

async function withStream(aws: Aws) {
  const client = clientOf(aws)
  await client.send(new CreateLogGroupCommand({ logGroupName }))
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  return client
}

/** @param messages one a second, the last one now */
async function put(aws: Aws, client: CloudWatchLogsClient, ...messages: string[]) {
  const now = await aws.now()
  const logEvents = messages.map((message, index) => ({
    message,
    timestamp: now - (messages.length - 1 - index) * 1000,
  }))
  return client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
}

async function filtered(client: CloudWatchLogsClient, filterPattern: string) {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, filterPattern }))
  return events.map(({ message }) => message)
}

async function failing(promise: Promise<unknown>, name: string, message?: RegExp): Promise<void> {
  await assert.rejects(promise, (error: Error) => {
    assert.equal(error.name, name)
    if (message) assert.match(error.message, message)
    return true
  })
}

const HOUR = 3600

/** Starts a query of the last hour, and runs it to its end. */
async function queried(aws: Aws, client: CloudWatchLogsClient, queryString: string) {
  const endTime = Math.ceil((await aws.now()) / 1000)
  const { queryId } = await client.send(
    new StartQueryCommand({ logGroupName, queryString, startTime: endTime - HOUR, endTime }),
  )
  const running = await client.send(new GetQueryResultsCommand({ queryId }))
  assert.equal(running.status, 'Running')
  assert.deepEqual(running.results, [])
  await aws.advance(5000)
  const answer = await client.send(new GetQueryResultsCommand({ queryId }))
  assert.equal(answer.status, 'Complete')
  const rows = (answer.results ?? []).map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])))
  return { queryId, rows, statistics: answer.statistics }
}

/** A pattern, what it matches and what not, as the User Guide shows it. */
const pattern = (filterPattern: string, matching: readonly string[], others: readonly string[]) => ({
  source: PATTERNS,
  async run(aws: Aws) {
    const client = await withStream(aws)
    await put(aws, client, ...matching, ...others)
    assert.deepEqual(await filtered(client, filterPattern), matching)
  },
})

export default casesOf('cloudwatch-logs', {
  'CreateLogGroup makes a group that is described': {
    source: `${REFERENCE}, CreateLogGroup, DescribeLogGroups`,
    async run(aws) {
      const client = clientOf(aws)
      await client.send(new CreateLogGroupCommand({ logGroupName }))
      const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/app' }))
      assert.equal(logGroups?.length, 1)
      assert.equal(logGroups[0]?.logGroupName, logGroupName)
      assert.equal(logGroups[0].arn, `${ARN}:*`)
      assert.equal(logGroups[0].logGroupArn, ARN)
      assert.equal(logGroups[0].retentionInDays, undefined)
      assert.equal(logGroups[0].storedBytes, 0)
    },
  },
  'CreateLogGroup refuses a name that exists': {
    source: `${REFERENCE}, CreateLogGroup, ResourceAlreadyExistsException`,
    async run(aws) {
      const client = await withStream(aws)
      const again = client.send(new CreateLogGroupCommand({ logGroupName }))
      await failing(again, 'ResourceAlreadyExistsException', /^The specified log group already exists$/)
    },
  },
  'CreateLogGroup refuses letters that no name may have': {
    source: `${REFERENCE}, CreateLogGroup, logGroupName pattern`,
    run: (aws) =>
      failing(
        clientOf(aws).send(new CreateLogGroupCommand({ logGroupName: 'a b' })),
        'InvalidParameterException',
        /Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
      ),
  },
  'DeleteLogGroup deletes; a second time there is nothing': {
    source: `${REFERENCE}, DeleteLogGroup, ResourceNotFoundException`,
    async run(aws) {
      const client = await withStream(aws)
      await client.send(new DeleteLogGroupCommand({ logGroupName }))
      const again = client.send(new DeleteLogGroupCommand({ logGroupName }))
      await failing(again, 'ResourceNotFoundException', /^The specified log group does not exist\.$/)
    },
  },
  'DescribeLogGroups gives pages in the order of names': {
    source: `${REFERENCE}, DescribeLogGroups: ASCII-sorted by log group name`,
    async run(aws) {
      const client = clientOf(aws)
      for (const name of ['c', 'a', 'b']) await client.send(new CreateLogGroupCommand({ logGroupName: name }))
      const names: (string | undefined)[][] = []
      for await (const { logGroups = [] } of paginateDescribeLogGroups({ client, pageSize: 2 }, {})) {
        names.push(logGroups.map((group) => group.logGroupName))
      }
      assert.deepEqual(names, [['a', 'b'], ['c']])
    },
  },
  'DescribeLogGroups takes a pattern in any case': {
    source: `${REFERENCE}, DescribeLogGroups, logGroupNamePattern: case-insensitive substring`,
    async run(aws) {
      const client = clientOf(aws)
      for (const name of ['DataLogs', '/aws/datalogs/x', 'other']) {
        await client.send(new CreateLogGroupCommand({ logGroupName: name }))
      }
      const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'DATALOGS' }))
      assert.deepEqual(
        logGroups?.map((group) => group.logGroupName),
        ['/aws/datalogs/x', 'DataLogs'],
      )
    },
  },
  'DescribeLogGroups takes prefix or pattern, not both': {
    source: `${REFERENCE}, DescribeLogGroups, logGroupNamePattern and logGroupNamePrefix are mutually exclusive`,
    run: (aws) =>
      failing(
        clientOf(aws).send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'a', logGroupNamePrefix: 'b' })),
        'InvalidParameterException',
      ),
  },
  'DescribeLogGroups refuses more than 50 a page': {
    source: `${REFERENCE}, DescribeLogGroups, limit: maximum 50`,
    run: (aws) =>
      failing(
        clientOf(aws).send(new DescribeLogGroupsCommand({ limit: 51 })),
        'InvalidParameterException',
        /less than or equal to 50/,
      ),
  },
  'ListLogGroups takes a start behind ^': {
    source: `${REFERENCE}, ListLogGroups, logGroupNamePattern`,
    async run(aws) {
      const client = clientOf(aws)
      for (const name of ['web/a', 'my/web']) await client.send(new CreateLogGroupCommand({ logGroupName: name }))
      const { logGroups } = await client.send(new ListLogGroupsCommand({ logGroupNamePattern: '^web' }))
      assert.deepEqual(
        logGroups?.map((group) => group.logGroupName),
        ['web/a'],
      )
    },
  },
  'PutRetentionPolicy keeps days that AWS has': {
    source: `${REFERENCE}, PutRetentionPolicy, retentionInDays`,
    async run(aws) {
      const client = await withStream(aws)
      await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }))
      const { logGroups } = await client.send(new DescribeLogGroupsCommand({}))
      assert.equal(logGroups?.[0]?.retentionInDays, 7)
      const wrong = client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 8 }))
      await failing(wrong, 'InvalidParameterException')
    },
  },
  'Events go when their retention ends': {
    source: 'CloudWatch Logs User Guide, Working with log groups and log streams: retention',
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'old')
      await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }))
      assert.deepEqual(await filtered(client, ''), ['old'])
      await aws.advance(25 * 3_600_000)
      assert.deepEqual(await filtered(client, ''), [])
    },
  },
  'DeleteRetentionPolicy keeps events for ever': {
    source: `${REFERENCE}, DeleteRetentionPolicy`,
    async run(aws) {
      const client = await withStream(aws)
      await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }))
      await client.send(new DeleteRetentionPolicyCommand({ logGroupName }))
      const { logGroups } = await client.send(new DescribeLogGroupsCommand({}))
      assert.equal(logGroups?.[0]?.retentionInDays, undefined)
    },
  },
  'CreateLogStream refuses a name that exists, and one with a colon': {
    source: `${REFERENCE}, CreateLogStream`,
    async run(aws) {
      const client = await withStream(aws)
      const again = client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
      await failing(again, 'ResourceAlreadyExistsException', /^The specified log stream already exists$/)
      const colon = client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'a:b' }))
      await failing(colon, 'InvalidParameterException')
    },
  },
  'DeleteLogStream takes its events along': {
    source: `${REFERENCE}, DeleteLogStream`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'x')
      await client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName }))
      assert.deepEqual(await filtered(client, ''), [])
      const again = client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName }))
      await failing(again, 'ResourceNotFoundException', /^The specified log stream does not exist\.$/)
    },
  },
  'DescribeLogStreams orders by name, or by the last event': {
    source: `${REFERENCE}, DescribeLogStreams, orderBy and descending`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'first')
      await aws.advance(1000)
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'early' }))
      const logEvents = [{ timestamp: await aws.now(), message: 'second' }]
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'early', logEvents }))
      const byName = await client.send(new DescribeLogStreamsCommand({ logGroupName }))
      assert.deepEqual(
        byName.logStreams?.map((one) => one.logStreamName),
        ['early', 'main'],
      )
      const latest = await client.send(
        new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true, limit: 1 }),
      )
      assert.equal(latest.logStreams?.[0]?.logStreamName, 'early')
      assert.equal(latest.logStreams[0].lastEventTimestamp, await aws.now())
    },
  },
  'DescribeLogStreams does not order a prefix by time': {
    source: `${REFERENCE}, DescribeLogStreams, logStreamNamePrefix`,
    async run(aws) {
      const client = await withStream(aws)
      const command = new DescribeLogStreamsCommand({
        logGroupName,
        orderBy: 'LastEventTime',
        logStreamNamePrefix: 'm',
      })
      await failing(client.send(command), 'InvalidParameterException')
    },
  },
  'PutLogEvents and GetLogEvents': {
    source: `${REFERENCE}, PutLogEvents, GetLogEvents`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'a', 'b')
      const { events } = await client.send(
        new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
      )
      const now = await aws.now()
      assert.deepEqual(events, [
        { timestamp: now - 1000, message: 'a', ingestionTime: now },
        { timestamp: now, message: 'b', ingestionTime: now },
      ])
    },
  },
  'PutLogEvents needs a stream that exists': {
    source: `${REFERENCE}, PutLogEvents, ResourceNotFoundException`,
    async run(aws) {
      const client = await withStream(aws)
      const logEvents = [{ timestamp: await aws.now(), message: 'x' }]
      const none = client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'none', logEvents }))
      await failing(none, 'ResourceNotFoundException', /^The specified log stream does not exist\.$/)
    },
  },
  'PutLogEvents wants events in the order of their times': {
    source: `${REFERENCE}, PutLogEvents: chronological order`,
    async run(aws) {
      const client = await withStream(aws)
      const now = await aws.now()
      const logEvents = [
        { timestamp: now, message: 'b' },
        { timestamp: now - 1, message: 'a' },
      ]
      const unsorted = client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
      await failing(unsorted, 'InvalidParameterException', /must be in chronological order/)
    },
  },
  'PutLogEvents refuses no event, and an empty one': {
    source: `${REFERENCE}, PutLogEvents, logEvents: 1 to 10,000; InputLogEvent, message: at least 1`,
    async run(aws) {
      const client = await withStream(aws)
      const none = client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [] }))
      await failing(none, 'InvalidParameterException')
      await failing(put(aws, client, ''), 'InvalidParameterException')
    },
  },
  'PutLogEvents refuses a batch over 1 MB': {
    source: `${REFERENCE}, PutLogEvents: maximum batch size 1,048,576 bytes, 26 more for each event`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'x'.repeat(1_048_576 - 26))
      await failing(put(aws, client, 'x'.repeat(1_048_576 - 25)), 'InvalidParameterException', /Upload too large/)
    },
  },
  'PutLogEvents leaves out what is too old or too new, and says so': {
    source: `${REFERENCE}, PutLogEvents: 14 days, 2 hours; RejectedLogEventsInfo`,
    async run(aws) {
      const client = await withStream(aws)
      const now = await aws.now()
      const old = [{ timestamp: now - 15 * 86_400_000, message: 'old' }]
      const answer = await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: old }))
      assert.equal(answer.rejectedLogEventsInfo?.tooOldLogEventEndIndex, 1)
      const fresh = [
        { timestamp: now, message: 'now' },
        { timestamp: now + 3 * 3_600_000, message: 'later' },
      ]
      const next = await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: fresh }))
      assert.equal(next.rejectedLogEventsInfo?.tooNewLogEventStartIndex, 1)
      assert.deepEqual(await filtered(client, ''), ['now'])
    },
  },
  'GetLogEvents begins at the end unless it is told otherwise': {
    source: `${REFERENCE}, GetLogEvents, startFromHead: default false`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'a', 'b', 'c')
      const { events } = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 2 }))
      assert.deepEqual(
        events?.map(({ message }) => message),
        ['b', 'c'],
      )
    },
  },
  'GetLogEvents gives the same forward token at the end': {
    source: `${REFERENCE}, GetLogEvents: if you have reached the end, it returns the same token you passed in`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'a', 'b', 'c')
      const get = (nextToken?: string) =>
        client.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, limit: 2, nextToken }))
      const first = await get()
      const second = await get(first.nextForwardToken)
      assert.deepEqual(
        second.events?.map(({ message }) => message),
        ['c'],
      )
      const third = await get(second.nextForwardToken)
      assert.deepEqual(third.events, [])
      assert.equal(third.nextForwardToken, second.nextForwardToken)
      await put(aws, client, 'd')
      const fourth = await get(third.nextForwardToken)
      assert.deepEqual(
        fourth.events?.map(({ message }) => message),
        ['d'],
      )
    },
  },
  'GetLogEvents takes times: from one, before the other': {
    source: `${REFERENCE}, GetLogEvents, startTime inclusive, endTime exclusive`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'a', 'b', 'c')
      const now = await aws.now()
      const { events } = await client.send(
        new GetLogEventsCommand({ logGroupName, logStreamName, startTime: now - 1000, endTime: now }),
      )
      assert.deepEqual(
        events?.map(({ message }) => message),
        ['b'],
      )
    },
  },
  'GetLogEvents refuses a token that it never gave': {
    source: `${REFERENCE}, GetLogEvents, nextToken`,
    async run(aws) {
      const client = await withStream(aws)
      const command = new GetLogEventsCommand({ logGroupName, logStreamName, nextToken: 'x' })
      await failing(client.send(command), 'InvalidParameterException', /nextToken is invalid/)
    },
  },
  'A log group may be named by its ARN': {
    source: `${REFERENCE}, FilterLogEvents, logGroupIdentifier`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'x')
      const { events } = await client.send(new FilterLogEventsCommand({ logGroupIdentifier: ARN }))
      assert.equal(events?.[0]?.message, 'x')
      const both = client.send(new FilterLogEventsCommand({ logGroupIdentifier: ARN, logGroupName }))
      await failing(both, 'InvalidParameterException', /mutually exclusive/)
    },
  },
  'FilterLogEvents gives pages over all streams, in the order of time': {
    source: `${REFERENCE}, FilterLogEvents`,
    async run(aws) {
      const client = await withStream(aws)
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'other' }))
      await put(aws, client, 'a', 'c')
      const logEvents = [{ timestamp: (await aws.now()) - 500, message: 'b' }]
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'other', logEvents }))
      const messages: (string | undefined)[][] = []
      for await (const { events = [] } of paginateFilterLogEvents({ client, pageSize: 2 }, { logGroupName })) {
        messages.push(events.map(({ message }) => message))
      }
      assert.deepEqual(messages, [['a', 'b'], ['c']])
    },
  },
  'FilterLogEvents takes names of streams, or their beginning': {
    source: `${REFERENCE}, FilterLogEvents, logStreamNames and logStreamNamePrefix`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, 'x')
      const named = await client.send(new FilterLogEventsCommand({ logGroupName, logStreamNames: ['main'] }))
      assert.equal(named.events?.[0]?.logStreamName, 'main')
      const begun = await client.send(new FilterLogEventsCommand({ logGroupName, logStreamNamePrefix: 'x' }))
      assert.deepEqual(begun.events, [])
      const both = new FilterLogEventsCommand({ logGroupName, logStreamNames: ['main'], logStreamNamePrefix: 'm' })
      await failing(client.send(both), 'InvalidParameterException')
    },
  },
  'Pattern: all terms': pattern('ERROR ARGUMENTS', ['[ERROR 419] MISSING ARGUMENTS'], ['[ERROR 420] INVALID']),
  'Pattern: any term': pattern('?ERROR ?WARN', ['an ERROR', 'a WARN'], ['INFO']),
  'Pattern: a term and not another': pattern(
    'ERROR -ARGUMENTS',
    ['[ERROR 401] UNAUTHORIZED'],
    ['[ERROR 419] MISSING ARGUMENTS'],
  ),
  'Pattern: an exact phrase': pattern(
    '"INTERNAL SERVER ERROR"',
    ['500 INTERNAL SERVER ERROR'],
    ['SERVER INTERNAL ERROR'],
  ),
  'Pattern: terms are case-sensitive': pattern('ERROR', ['ERROR'], ['error']),
  'Pattern: a regular expression': pattern('%AUTHORIZED%', ['UNAUTHORIZED'], ['FORBIDDEN']),
  'Pattern: equality in JSON': pattern(
    '{ $.eventType = "UpdateTrail" }',
    ['{"eventType":"UpdateTrail"}'],
    ['{"eventType":"Other"}', 'UpdateTrail'],
  ),
  'Pattern: a wildcard in JSON': pattern(
    '{ $.sourceIPAddress != 123.123.* }',
    ['{"sourceIPAddress":"10.0.0.1"}'],
    ['{"sourceIPAddress":"123.123.1.1"}'],
  ),
  'Pattern: an element of a list in JSON': pattern(
    '{ $.arrayKey[0] = "value" }',
    ['{"arrayKey":["value"]}'],
    ['{"arrayKey":["other","value"]}'],
  ),
  'Pattern: numbers in JSON': pattern('{ $.bandwidth > 75 }', ['{"bandwidth":75.5}'], ['{"bandwidth":75}']),
  'Pattern: IS TRUE in JSON': pattern(
    '{ $.errors[0] IS NULL || $.ok IS TRUE }',
    ['{"ok":true}', '{"errors":[null]}'],
    ['{"ok":"true"}'],
  ),
  'Pattern: NOT EXISTS in JSON': pattern('{ $.name NOT EXISTS }', ['{"other":1}'], ['{"name":null}']),
  'Pattern: AND binds closer than OR in JSON': pattern(
    '{ ($.user.id = 1) && ($.users[0].email = "a@example.com") || $.x = 2 }',
    ['{"user":{"id":1},"users":[{"email":"a@example.com"}]}', '{"x":2}'],
    ['{"user":{"id":1},"users":[{"email":"b@example.com"}]}'],
  ),
  'Pattern: space-delimited fields': pattern(
    '[ip, user, username, timestamp, request = *.html*, status_code = 4*, bytes]',
    ['127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'],
    ['127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 200 1534', '127.0.0.1 Prod'],
  ),
  'Pattern: an ellipsis for fields that do not matter': pattern(
    '[..., status_code = 4*, bytes > 1000]',
    ['a b c 404 1534'],
    ['a b c 404 10'],
  ),
  'Pattern: a malformed one is refused': {
    source: PATTERNS,
    async run(aws) {
      const client = await withStream(aws)
      for (const filterPattern of ['{ $.a = }', '[a', '{ a = 1 }', '"open']) {
        const command = new FilterLogEventsCommand({ logGroupName, filterPattern })
        await failing(client.send(command), 'InvalidParameterException', /^Invalid filter pattern$/)
      }
    },
  },
  'TestMetricFilter tells what it took out': {
    source: `${REFERENCE}, TestMetricFilter, example`,
    async run(aws) {
      const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534'
      const { matches } = await clientOf(aws).send(
        new TestMetricFilterCommand({
          filterPattern: '[ip, identity, user_id, timestamp, request, status_code, size]',
          logEventMessages: ['other', line],
        }),
      )
      assert.deepEqual(matches, [
        {
          eventNumber: 2,
          eventMessage: line,
          extractedValues: {
            $ip: '127.0.0.1',
            $identity: '-',
            $user_id: 'frank',
            $timestamp: '10/Oct/2000:13:25:15 -0700',
            $request: 'GET /apache_pb.gif HTTP/1.0',
            $status_code: '200',
            $size: '1534',
          },
        },
      ])
    },
  },
  'Tags: put, listed, taken away': {
    source: `${REFERENCE}, TagResource, ListTagsForResource, UntagResource`,
    async run(aws) {
      const client = await withStream(aws)
      await client.send(new TagResourceCommand({ resourceArn: ARN, tags: { team: 'a', env: 'dev' } }))
      await client.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['env'] }))
      const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: ARN }))
      assert.deepEqual(tags, { team: 'a' })
      const none = client.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}x` }))
      await failing(none, 'ResourceNotFoundException')
    },
  },
  'EventBridge writes events into a log group that its policy opens': {
    source: 'EventBridge User Guide, Amazon CloudWatch Logs as a target; Logs API Reference, PutResourcePolicy',
    async run(aws) {
      const client = clientOf(aws)
      const events = new EventBridgeClient(aws.config)
      const group = '/aws/events/all'
      await client.send(new CreateLogGroupCommand({ logGroupName: group }))
      await events.send(new PutRuleCommand({ Name: 'all', EventPattern: JSON.stringify({ source: ['shop'] }) }))
      const Arn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`
      await events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'log', Arn }] }))
      const Statement = {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `${Arn}:*`,
      }
      const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await client.send(new PutResourcePolicyCommand({ policyName: 'events', policyDocument }))
      await events.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Paid', Detail: '{"a":1}' }] }))
      await aws.advance(60_000)
      const { events: found = [] } = await client.send(
        new FilterLogEventsCommand({ logGroupName: group, filterPattern: '{ $.detail.a = 1 }' }),
      )
      assert.equal(found.length, 1)
      const { resourcePolicies } = await client.send(new DescribeResourcePoliciesCommand({}))
      assert.equal(resourcePolicies?.[0]?.policyDocument, policyDocument)
      await client.send(new DeleteResourcePolicyCommand({ policyName: 'events' }))
      const again = client.send(new DeleteResourcePolicyCommand({ policyName: 'events' }))
      await failing(again, 'ResourceNotFoundException')
    },
  },
  'What a function printed is in its log group': {
    source: 'Lambda Developer Guide, Sending Lambda function logs to CloudWatch Logs',
    async run(aws) {
      const invocation = new LambdaClient(aws.config).send(new InvokeCommand({ FunctionName: 'echo', Payload: '{}' }))
      await aws.during(invocation, 5000)
      const client = clientOf(aws)
      const { events = [] } = await client.send(
        new FilterLogEventsCommand({ logGroupName: '/aws/lambda/echo', filterPattern: 'REPORT' }),
      )
      assert.equal(events.length, 1)
      assert.match(events[0]?.message ?? '', /^REPORT RequestId: [\da-f-]{36}\tDuration: /)
      assert.match(events[0]?.logStreamName ?? '', /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/)
    },
  },
  'PutLogEvents needs its permission on the stream': {
    source: 'Service Authorization Reference, Amazon CloudWatch Logs',
    async run(aws) {
      await withStream(aws)
      const config = await aws.role({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `${ARN}:*` }],
      })
      const client = new CloudWatchLogsClient(config)
      await put(aws, client, 'x')
      const describe = client.send(new DescribeLogStreamsCommand({ logGroupName }))
      await failing(
        describe,
        'AccessDeniedException',
        /is not authorized to perform: logs:DescribeLogStreams on resource/,
      )
    },
  },
  'StartQuery runs a query; GetQueryResults has fields of events and their pointers': {
    source: `${REFERENCE}, StartQuery, GetQueryResults, GetLogRecord`,
    async run(aws) {
      const client = await withStream(aws)
      await put(aws, client, '{"level":"ERROR","ms":30}', '{"level":"INFO","ms":10}', '{"level":"ERROR","ms":50}')
      const { rows, statistics } = await queried(
        aws,
        client,
        'fields level, ms * 2 as double | filter level = "ERROR" | sort ms desc',
      )
      const [first, second] = rows
      assert.deepEqual([first?.['level'], first?.['double'], second?.['double']], ['ERROR', '100', '60'])
      assert.equal(statistics?.recordsMatched, 2)
      assert.equal(statistics?.recordsScanned, 3)
      const { logRecord } = await client.send(new GetLogRecordCommand({ logRecordPointer: first?.['@ptr'] }))
      assert.equal(logRecord?.['@message'], '{"level":"ERROR","ms":50}')
      assert.equal(logRecord?.['ms'], '50')
      assert.equal(logRecord?.['@log'], `123456789012:${logGroupName}`)
    },
  },
  'A query calculates statistics of what Lambda logs': {
    source: 'CloudWatch Logs User Guide, Sample queries, Queries for Lambda logs',
    async run(aws) {
      for (let count = 0; count < 2; count++) {
        await aws.during(
          new LambdaClient(aws.config).send(new InvokeCommand({ FunctionName: 'echo', Payload: '{}' })),
          5000,
        )
      }
      const client = clientOf(aws)
      const endTime = Math.ceil((await aws.now()) / 1000)
      const { queryId } = await client.send(
        new StartQueryCommand({
          logGroupNames: ['/aws/lambda/echo'],
          startTime: endTime - HOUR,
          endTime,
          queryString:
            'filter @type = "REPORT" | stats count(*) as invocations, count(@initDuration) as cold, max(@memorySize / 1000 / 1000) as mb by @logStream',
        }),
      )
      await aws.advance(5000)
      const { results = [] } = await client.send(new GetQueryResultsCommand({ queryId }))
      const fields = (results[0] ?? []).map(({ field, value }) => [field, value])
      assert.deepEqual(fields.slice(1), [
        ['invocations', '2'],
        ['cold', '1'],
        ['mb', '128'],
      ])
      assert.match(fields[0]?.[1] ?? '', /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\]/)
    },
  },
  'A malformed query is refused with the place of the error': {
    source: `${REFERENCE}, StartQuery, MalformedQueryException, QueryCompileError`,
    async run(aws) {
      const client = await withStream(aws)
      const query = client.send(
        new StartQueryCommand({ logGroupName, queryString: 'fields @message | count()', startTime: 0, endTime: HOUR }),
      )
      await assert.rejects(query, (error: MalformedQueryException) => {
        assert.equal(error.name, 'MalformedQueryException')
        assert.equal(error.queryCompileError?.location?.startCharOffset, 18)
        return true
      })
    },
  },
  'Queries are listed, the latest first, and stopped': {
    source: `${REFERENCE}, DescribeQueries, StopQuery`,
    async run(aws) {
      const client = await withStream(aws)
      await queried(aws, client, 'fields @message')
      const second = new StartQueryCommand({ logGroupName, queryString: 'limit 1', startTime: 0, endTime: HOUR })
      const { queryId } = await client.send(second)
      assert.deepEqual(await client.send(new StopQueryCommand({ queryId })).then(({ success }) => success), true)
      const { queries = [] } = await client.send(new DescribeQueriesCommand({ logGroupName }))
      assert.deepEqual(
        queries.map(({ queryString, status }) => [queryString, status]),
        [
          ['limit 1', 'Cancelled'],
          ['fields @message', 'Complete'],
        ],
      )
      await failing(client.send(new StopQueryCommand({ queryId })), 'InvalidParameterException')
    },
  },
  'A query names log groups that exist, in one of three ways': {
    source: `${REFERENCE}, StartQuery`,
    async run(aws) {
      const client = await withStream(aws)
      const rest = { queryString: 'limit 1', startTime: 0, endTime: HOUR }
      await failing(client.send(new StartQueryCommand(rest)), 'InvalidParameterException')
      await failing(
        client.send(new StartQueryCommand({ ...rest, logGroupName, logGroupIdentifiers: [ARN] })),
        'InvalidParameterException',
      )
      await failing(client.send(new StartQueryCommand({ ...rest, logGroupName: 'none' })), 'ResourceNotFoundException')
      await client.send(new StartQueryCommand({ ...rest, logGroupIdentifiers: [ARN] }))
      await failing(client.send(new GetQueryResultsCommand({ queryId: 'none' })), 'ResourceNotFoundException')
    },
  },
})
