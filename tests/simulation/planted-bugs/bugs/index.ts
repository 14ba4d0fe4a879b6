import type { PlantedBug } from './bug'
import { DURABLE_BUGS } from './durable'
import { FAN_OUT_BUGS } from './fan-out'
import { FUNCTION_BUGS } from './functions'
import { INVOCATION_BUGS } from './invocations'
import { QUEUE_BUGS } from './queues'
import { STREAM_BUGS } from './streams'

export type { PlantedBug } from './bug'

export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...FUNCTION_BUGS,
  ...INVOCATION_BUGS,
  ...QUEUE_BUGS,
  ...STREAM_BUGS,
  ...FAN_OUT_BUGS,
  ...DURABLE_BUGS,
]
