/** Operations on message move tasks. Source: Amazon SQS API Reference; texts recorded from AWS unless noted. */

import type { Operation, ServiceContext } from '../../contract'
import { integer, text, type Input } from '../input'
import * as limits from '../limits'
import { MoveTasks, readHandle, type MoveTask } from '../move-tasks'
import type { Queues } from '../queues'
import type { Queue } from '../state'
import { errors } from '../wire'

export function redriveOperations(queues: Queues, context: ServiceContext): Readonly<Record<string, Operation>> {
  const tasks = new MoveTasks(queues, context)
  const queueAt = (arn: string, parameter: string): Queue => {
    const queue = queues.findByArn(arn)
    if (!queue) {
      throw errors.resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
    }
    return queue
  }

  return {
    StartMessageMoveTask(input, caller) {
      const source = queueAt(text(input, 'SourceArn'), 'SourceArn')
      if (queues.sourcesOf(source).length === 0) {
        throw errors.invalidParameter('Source queue must be configured as a Dead Letter Queue.')
      }
      const destination = input['DestinationArn'] === undefined ? null : text(input, 'DestinationArn')
      if (destination !== null) queueAt(destination, 'DestinationArn')
      const rate = input['MaxNumberOfMessagesPerSecond'] === undefined ? null : rateOf(input)
      return { TaskHandle: tasks.start(source, destination, rate, caller).handle }
    },

    CancelMessageMoveTask(input) {
      const handle = readHandle(text(input, 'TaskHandle'))
      if (!handle) throw errors.invalidParameter('Value for parameter TaskHandle is invalid.')
      queueAt(handle.sourceArn, 'SourceArn')
      const task = tasks.find(handle.taskId)
      if (!task) throw errors.resourceNotFound('Task does not exist.')
      // AWS's text is not confirmed.
      if (task.status !== 'RUNNING') throw errors.invalidParameter('Only active tasks can be cancelled.')
      task.status = 'CANCELLED'
      return { ApproximateNumberOfMessagesMoved: task.moved }
    },

    ListMessageMoveTasks(input) {
      const source = queueAt(text(input, 'SourceArn'), 'SourceArn')
      const { default: fallback, ...range } = limits.MOVE_TASK_RESULTS
      const maximum = integer(input, 'MaxResults', fallback, {
        ...range,
        text: 'Must be between 1 and 10, if provided.',
      })
      return { Results: tasks.of(source).slice(0, maximum).map(resultOf) }
    },
  }
}

const rateOf = (input: Input): number =>
  integer(input, 'MaxNumberOfMessagesPerSecond', NaN, {
    ...limits.MOVE_RATE,
    text: 'Must be between 1 and 500, if provided.',
  })

function resultOf(task: MoveTask): object {
  return {
    ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: task.source.arn,
    ...(task.destinationArn !== null && { DestinationArn: task.destinationArn }),
    ...(task.rate !== null && { MaxNumberOfMessagesPerSecond: task.rate }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason !== null && { FailureReason: task.failureReason }),
    StartedTimestamp: Math.floor(task.startedAt),
  }
}
