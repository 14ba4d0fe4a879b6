/**
 * Firefox over Marionette, with a profile of its own. Not over WebDriver BiDi: that listens to each worker that starts, and
 * as long as somebody does (the developer tools do, too), `new Worker` in a worker may wait for good: the new thread
 * and its parent wait for the same signal, which wakes only one of them (seen in 153: once in 20 to 200 workers).
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Engine } from './engine'
import { findCommand } from './installed'
import { MarionetteSession } from './marionette'
import { endGroup, freePort, startGroup } from './processes'
import { WebDriverPage } from './webdriver-page'

const executablePath = process.env['COLDSTART_FIREFOX'] ?? findCommand('firefox-esr', 'firefox')

const PREFERENCES = {
  // As the other engines' tests have it: what is stored for use without a connection is not what they look at.
  'dom.serviceWorkers.enabled': false,
  // Takes a core of the machine for itself.
  'datareporting.policy.dataSubmissionEnabled': false,
}

export const firefoxEngine: Engine = {
  name: 'firefox',
  missing: executablePath ? null : 'Firefox is not installed (firefox-esr or firefox; or set COLDSTART_FIREFOX)',
  async start() {
    const port = await freePort()
    const profile = mkdtempSync(path.join(tmpdir(), 'coldstart-firefox-'))
    const preferences = Object.entries({ ...PREFERENCES, 'marionette.port': port })
    const lines = preferences.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    writeFileSync(path.join(profile, 'user.js'), lines.join(''))
    const firefox = startGroup(executablePath ?? '', [
      '--headless',
      '--no-remote',
      '--marionette',
      '--remote-allow-system-access',
      '--profile',
      profile,
    ])
    try {
      return await new FirefoxPage(await MarionetteSession.open(port), firefox.pid, profile).fit()
    } catch (error) {
      endGroup(firefox.pid)
      throw error
    }
  },
}

class FirefoxPage extends WebDriverPage {
  readonly engine = 'firefox'

  constructor(
    readonly session: MarionetteSession,
    pid: number | undefined,
    readonly profile: string,
  ) {
    super(session, [pid])
  }

  block(part: string): Promise<void> {
    return this.session.executeInBrowser(`
      Services.obs.addObserver((subject) => {
        const channel = subject.QueryInterface(Ci.nsIHttpChannel)
        if (channel.URI.spec.includes(${JSON.stringify(part)})) channel.cancel(Cr.NS_BINDING_ABORTED)
      }, 'http-on-modify-request')`)
  }

  override async close(): Promise<void> {
    await super.close()
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 3 })
  }
}
