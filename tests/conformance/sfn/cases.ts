import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const DEFINITION = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } })
const ROLE = 'arn:aws:iam::123456789012:role/admin'
const REFERENCE = 'AWS Step Functions API Reference'

const create = (aws: Aws, name: string, definition = DEFINITION) =>
  new SFNClient(aws.config).send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE }))

const failing = async (promise: Promise<unknown>, name: string, message?: RegExp): Promise<void> => {
  await assert.rejects(promise, (error: Error) => {
    assert.equal(error.name, name)
    if (message) assert.match(error.message, message)
    return true
  })
}

export default casesOf('sfn', {
  'CreateStateMachine gives an ARN': {
    source: `${REFERENCE}, CreateStateMachine`,
    async run(aws) {
      const { stateMachineArn, creationDate } = await create(aws, 'm')
      assert.equal(stateMachineArn, 'arn:aws:states:us-east-1:123456789012:stateMachine:m')
      assert.equal(creationDate?.getTime(), await aws.now())
    },
  },
  'CreateStateMachine is idempotent for the same definition': {
    source: `${REFERENCE}, CreateStateMachine: an idempotent API`,
    async run(aws) {
      const first = await create(aws, 'm')
      await aws.advance(5000)
      assert.deepEqual((await create(aws, 'm')).creationDate, first.creationDate)
    },
  },
  'CreateStateMachine refuses another definition under the same name': {
    source: `${REFERENCE}, CreateStateMachine, StateMachineAlreadyExists`,
    async run(aws) {
      await create(aws, 'm')
      const other = JSON.stringify({ StartAt: 'No', States: { No: { Type: 'Fail' } } })
      await failing(create(aws, 'm', other), 'StateMachineAlreadyExists')
    },
  },
  'CreateStateMachine refuses a name with blanks': {
    source: `${REFERENCE}, CreateStateMachine, name: must not contain white space`,
    run: (aws) => failing(create(aws, 'a b'), 'InvalidName'),
  },
  'CreateStateMachine refuses a definition that is not JSON': {
    source: `${REFERENCE}, CreateStateMachine, InvalidDefinition`,
    run: (aws) => failing(create(aws, 'm', '{'), 'InvalidDefinition', /Invalid State Machine Definition/),
  },
  'DescribeStateMachine gives back what was created': {
    source: `${REFERENCE}, DescribeStateMachine`,
    async run(aws) {
      const { stateMachineArn } = await create(aws, 'm')
      const machine = await new SFNClient(aws.config).send(new DescribeStateMachineCommand({ stateMachineArn }))
      assert.equal(machine.definition, DEFINITION)
      assert.equal(machine.type, 'STANDARD')
      assert.equal(machine.status, 'ACTIVE')
      assert.equal(machine.roleArn, ROLE)
    },
  },
  'DescribeStateMachine refuses one that does not exist': {
    source: `${REFERENCE}, DescribeStateMachine, StateMachineDoesNotExist`,
    async run(aws) {
      const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:none'
      const describe = new SFNClient(aws.config).send(new DescribeStateMachineCommand({ stateMachineArn }))
      await failing(describe, 'StateMachineDoesNotExist', /State Machine Does Not Exist: '.*none'/)
    },
  },
  'ListStateMachines gives pages': {
    source: `${REFERENCE}, ListStateMachines, maxResults and nextToken`,
    async run(aws) {
      for (const name of ['a', 'b', 'c']) await create(aws, name)
      const names: (string | undefined)[][] = []
      const pages = paginateListStateMachines({ client: new SFNClient(aws.config), pageSize: 2 }, {})
      for await (const { stateMachines = [] } of pages) names.push(stateMachines.map(({ name }) => name))
      assert.deepEqual(names, [['a', 'b'], ['c']])
    },
  },
  'ListStateMachines refuses a token that it never gave': {
    source: `${REFERENCE}, ListStateMachines, InvalidToken`,
    run: (aws) =>
      failing(new SFNClient(aws.config).send(new ListStateMachinesCommand({ nextToken: 'x' })), 'InvalidToken'),
  },
  'DeleteStateMachine deletes, and again is no error': {
    source: `${REFERENCE}, DeleteStateMachine`,
    async run(aws) {
      const client = new SFNClient(aws.config)
      const { stateMachineArn } = await create(aws, 'm')
      await client.send(new DeleteStateMachineCommand({ stateMachineArn }))
      await client.send(new DeleteStateMachineCommand({ stateMachineArn }))
      assert.deepEqual((await client.send(new ListStateMachinesCommand({}))).stateMachines, [])
    },
  },
  'StartExecution says that it is not simulated': {
    source: 'README, fidelity table: state machines do not run here',
    async run(aws) {
      const { stateMachineArn } = await create(aws, 'm')
      const start = new SFNClient(aws.config).send(new StartExecutionCommand({ stateMachineArn }))
      await failing(start, 'UnknownOperationException', /do not run in Coldstart yet/)
    },
  },
  'StartExecution needs its permission': {
    source: 'Service Authorization Reference, AWS Step Functions',
    async run(aws) {
      const { stateMachineArn } = await create(aws, 'm')
      const config = await aws.role({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'states:DescribeStateMachine', Resource: stateMachineArn }],
      })
      const client = new SFNClient(config)
      assert.equal((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).name, 'm')
      const start = client.send(new StartExecutionCommand({ stateMachineArn }))
      await failing(start, 'AccessDeniedException', /is not authorized to perform: states:StartExecution on resource/)
    },
  },
})
