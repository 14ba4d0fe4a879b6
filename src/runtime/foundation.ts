/**
 * What every environment stands on, whatever its function: clock, timers, chance, network, tracked operations, and the
 * globals that reach them. Made when the worker boots, so that Init does not wait for it.
 */

import { Bodies } from './bodies'
import { installCollection } from './collection'
import { installDate } from './dates'
import { installFetch, ServiceCalls } from './fetch'
import { installObjectUrls } from './object-urls'
import { OpenWork } from './open-work'
import { Operations } from './operations'
import { installPerformance } from './performance'
import { installRandom, RandomSource } from './random'
import { Servers } from './servers'
import { installTimers } from './timers'
import { ImmediateQueue, TimerQueue, VirtualClock } from './virtual-time'
import { installWebPlatform } from './web-platform'

export class Foundation {
  readonly clock = new VirtualClock()
  readonly timers = new TimerQueue()
  readonly immediates = new ImmediateQueue()
  readonly operations = new Operations()
  readonly work = new OpenWork()
  readonly calls = new ServiceCalls()
  readonly servers = new Servers()
  readonly random = new RandomSource()
  /** Runs a callback of user code: the turn's way, once there is one. */
  run: (callback: () => void) => void = (callback) => callback()

  constructor() {
    const { clock, timers, immediates, operations, work } = this
    const run = (callback: () => void): void => this.run(callback)
    installDate(clock)
    installPerformance(clock)
    installRandom(this.random)
    installObjectUrls(this.random)
    installCollection()
    installTimers({ clock, timers, immediates, work, run })
    const bodies = new Bodies(operations, this.random)
    bodies.install()
    installFetch(this.calls, bodies, clock, work)
    installWebPlatform({ clock, immediates, operations, run })
  }
}
