/** node:child_process: there are no other programs. */

import { unavailableFunctions } from './node-error'

export default unavailableFunctions(
  'child_process',
  ['ChildProcess', 'exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'],
  'there are no programs to start. Do the work in JavaScript, or invoke another function with the AWS SDK.',
)
