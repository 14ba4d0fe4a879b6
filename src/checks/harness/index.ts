/** What `coldstart/test` is in the sandbox: built like a layer, evaluated before the check. */

import type * as Declared from '../coldstart-test'
import { clock } from './clock'
import { cloud } from './cloud'
import { expect } from './expect'
import { afterEach, beforeEach, describe, test } from './registry'
import { run } from './run'

module.exports = {
  ...({ afterEach, beforeEach, clock, cloud, describe, expect, it: test, test } satisfies typeof Declared),
  /** For the bundle of a check, which exports it as its handler. */
  __coldstart_run: run,
}
