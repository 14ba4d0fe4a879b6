/** What each action needs. Source: Service Authorization Reference, "AWS Step Functions". */

import type { AccessRule } from '../contract'

const onMachine =
  (action: string): AccessRule =>
  (input) => [{ action: `states:${action}`, resource: String(input['stateMachineArn'] ?? '*') }]

const onAll =
  (action: string): AccessRule =>
  () => [{ action: `states:${action}`, resource: '*' }]

export const access: Readonly<Record<string, AccessRule>> = {
  CreateStateMachine: onAll('CreateStateMachine'),
  DeleteStateMachine: onMachine('DeleteStateMachine'),
  DescribeStateMachine: onMachine('DescribeStateMachine'),
  ListStateMachines: onAll('ListStateMachines'),
  StartExecution: onMachine('StartExecution'),
  StartSyncExecution: onMachine('StartSyncExecution'),
}
