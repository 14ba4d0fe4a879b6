import type { ColdstartApi, ColdstartClock, WebEntrance } from '../../api/api'
import type { Explorations } from '../../api/explore/explore'
import type { Trials } from '../../api/trial'
import type { CloudClient, CloudEvent } from '../../cloud/client'
import type { Fault } from '../../cloud/aws/faults'
import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { ClockState, CloudApi, Pace, RestoreReport, StepUnit } from '../../cloud/protocol'
import type { Example } from '../../project/examples'
import type { Journal } from '../../project/keep/journal'
import type { Kept } from '../../project/keep/stored'
import type { LibraryEntry } from '../../project/library'
import type { Diagnostic, PackageOffer, Project, ProjectFiles, Stimulus } from '../../project/model'
import { readScript } from '../../project/stimuli'
import { FILES_HOST } from '../../packages/hosts'
import type { LoadedTypes } from '../editor/types'
import { bytesText, clockText, countText } from '../parts/quantities'
import type { SourcePlace } from '../result/handler-error'
import { jsonProblem } from '../stimulus/json-problem'
import { type Repeat, send } from '../stimulus/send'
import { timedStimulus } from '../stimulus/script'
import { pastStimulus } from '../stimulus/past'
import { SendLog } from '../stimulus/send-log.svelte'
import { currentStimulus, isInvocation } from '../stimulus/stimulus'
import { currentRequest, namedEntrances, sendRequest } from '../stimulus/web-request'
import type { CodeCommands } from '../editor/commands'
import { sendOpeningOrders } from '../first-visit/opening-orders'
import { Appearance } from './appearance.svelte'
import { completeCallback, type CallbackOutcome } from './callbacks'
import { Formatting } from './formatting.svelte'
import { Layout } from './layout.svelte'
import { LocalProjects } from './library.svelte'
import { LoadingOrder } from './loading-order'
import { limitNotice } from './limit-notice'
import { lostText, restoredText } from './lost-run'
import { Notices } from './notices.svelte'
import type { FirstProject } from './first-project'
import type { Outcome } from './outcome'
import type { Selection } from './selection'
import { Sharing } from '../share/sharing'
import { ResourceViews } from './resource-views.svelte'
import { Offline } from './offline.svelte'
import { offersOf, offerText } from './package-offers'
import type { ReadTemplate } from '../../project/template'
import { Template } from './template.svelte'
import { Trace } from './trace.svelte'
import { Welcome } from './welcome.svelte'
import { Transfers } from '../transfer/transfers.svelte'
import type { Workspace } from './workspace.svelte'

/** What the page needs of the cloud beside the automation API. */
export type CloudLink = Pick<CloudClient, 'onClock' | 'onEvent'> & {
  readonly api: Pick<CloudApi, 'setCpu' | 'setLatency' | 'setDuplicates' | 'setAccountConcurrency' | 'check'>
}

/** What the page needs of packages that no layer has: to say that a person agreed. */
export interface PackageConsent {
  allow(names: readonly string[]): void
  allowAll(remember: boolean): void
  /** Of what is loaded, for the editor. */
  declarations(): Promise<readonly LoadedTypes[]>
}

export interface SessionOptions {
  readonly workspace: Workspace
  readonly api: ColdstartApi
  /** Until it is there, the page shows the project and keeps what is asked of it waiting. */
  readonly cloud: Promise<CloudLink>
  readonly packages: Promise<PackageConsent>
  readonly readTemplate: Promise<ReadTemplate>
  /** Starts what comparisons are made with: clouds beside the running one. */
  readonly startTrials: () => Promise<Trials>
  readonly explorations: () => Promise<Explorations>
  /** Where panels are shown, if not as in the page. */
  readonly layout?: Layout
  /** Where this browser keeps what is worked on; nowhere if not given. */
  readonly journal?: Journal
}

/** `detail` says what is loading, in words. `later`: it was not asked for yet. */
export interface Readiness {
  readonly state: 'later' | 'loading' | 'ready' | 'failed'
  readonly detail: string
}

/** Everything the page's parts share, and everything a user can do. */
export class Session {
  readonly workspace: Workspace
  readonly startTrials: () => Promise<Trials>
  readonly tests: Pick<ColdstartApi, 'runTests' | 'stopTests' | 'subscribeTests'>
  /** What explores many seeds, and runs one of them here. */
  readonly exploring: Pick<ColdstartApi, 'explore' | 'stopExploring' | 'subscribeExplore' | 'play' | 'clock' | 'share'>
  /** Of the last runs. */
  failedChecks = $state(0)
  /** How often the user has saved. */
  saves = $state(0)
  /** The gallery: none until it is loaded. */
  examples = $state.raw<readonly Example[]>([])
  readonly trace = new Trace()
  readonly notices = new Notices()
  readonly appearance = new Appearance()
  readonly formatting = new Formatting()
  readonly layout: Layout
  readonly order = new LoadingOrder()
  readonly welcome = new Welcome()
  readonly views: ResourceViews
  readonly projects: LocalProjects
  readonly offline: Offline
  /** Projects that come in and leave. */
  readonly transfers: Transfers
  readonly sharing: Sharing

  sandbox = $state.raw<Readiness>({ state: 'loading', detail: 'Loading the simulator' })
  bundler = $state.raw<Readiness>({ state: 'later', detail: '' })
  editor = $state.raw<Readiness>({ state: 'later', detail: '' })
  diagnostics = $state.raw<readonly Diagnostic[]>([])
  /** Packages that no layer has, as the last deployment used them. */
  loadedPackages = $state.raw<readonly LoadedTypes[]>([])
  deploying = $state(false)
  /** Stimuli sent and not answered. */
  inFlight = $state(0)
  repeat = $state.raw<Repeat>({ count: 1, callers: 1 })
  /** What was sent since the run began, for scripts. */
  readonly sendLog = new SendLog()
  /** What the result panel shows. */
  outcome = $state.raw<Outcome>({ kind: 'none' })
  /** A place the editor should go to; a new object each time. */
  reveal = $state.raw<SourcePlace | null>(null)
  /** A log event (`seq` of its record) that the log should go to. */
  logPlace = $state.raw<{ readonly seq: number } | null>(null)
  /** The code editor, once it is there. */
  code = $state.raw<CodeCommands | null>(null)
  /** The resource that was asked for last, as the trace names it; inspectors show it. */
  inspected = $state.raw<string | null>(null)

  readonly template: Template
  readonly stimulus = $derived.by(() =>
    currentStimulus(this.workspace.settings.stimulus, this.workspace.files, this.template.targets),
  )
  readonly selection: Selection | null = $derived(
    this.outcome.kind === 'event'
      ? this.outcome.selection
      : this.outcome.kind === 'request' || this.outcome.kind === 'message'
        ? this.outcome
        : null,
  )
  /** Host names of what is deployed. */
  hosts = $state.raw<readonly WebEntrance[]>([])
  readonly entrances = $derived(namedEntrances(this.hosts, (name) => this.trace.current.names.label(name)))
  /** What Run sends instead of the stimulus; null without a host name to send it to. */
  readonly request = $derived.by(() => currentRequest(this.workspace.settings.request, this.entrances))
  readonly #api: ColdstartApi
  readonly #cloud: Promise<CloudLink>
  readonly #packages: Promise<PackageConsent>
  readonly #explorations: () => Promise<Explorations>
  #deployment: Promise<boolean> | null = null
  /** Of the sandbox that was lost last: why, and its run. */
  #lost: { reason: string; records: readonly TraceRecord[]; clock: ClockState | null } | null = null
  /** Packages that a notice asks for, as text. */
  #askedFor = ''
  #endAsking: () => void = () => undefined

  constructor(options: SessionOptions) {
    const { workspace, api, cloud, packages, readTemplate, startTrials, explorations, layout, journal = null } = options
    this.workspace = workspace
    this.layout = layout ?? new Layout()
    this.offline = new Offline(this.notices, workspace)
    this.startTrials = startTrials
    this.template = new Template(
      () => workspace.files['template.yaml'] ?? '',
      () => workspace.opened,
      readTemplate,
    )
    this.#api = api
    this.tests = api
    this.exploring = api
    this.#explorations = explorations
    this.projects = new LocalProjects(workspace, this.notices, journal)
    this.transfers = new Transfers(this, api)
    this.sharing = new Sharing(this, api)
    this.views = new ResourceViews(
      async (at) => this.sharing.recordedViews(at) ?? api.resources(at === null ? {} : { at }),
    )
    this.#cloud = cloud
    this.#packages = packages
    api.subscribe((records) => this.trace.feed(records))
    api.subscribe((records) => this.#tellOfLimits(records), { types: ['limit.reached'] })
    cloud.then(
      (connected) => this.#listen(connected),
      (error: unknown) => {
        this.sandbox = { state: 'failed', detail: 'The sandbox did not start' }
        this.notices.show({
          tone: 'error',
          title: 'The sandbox did not start',
          detail: `${error instanceof Error ? error.message : String(error)} Files can be edited and shared; nothing can run.`,
          action: { text: 'Reload', run: () => location.reload() },
          sticky: true,
        })
      },
    )
  }

  #listen(cloud: CloudLink): void {
    // One that starts when it is needed says more itself.
    if (this.sandbox.state === 'loading') this.sandbox = { state: 'ready', detail: 'Ready' }
    cloud.onClock((clock) => this.trace.feedClock(clock))
    cloud.onEvent((event) => this.#hear(event))
    void this.#attempt('The clock did not move', async () => this.trace.feedClock(await this.#api.clock.state()))
  }

  noteEditor(state: 'loading' | 'ready' | 'failed', loaded: number, total: number): void {
    // Parts of it may still arrive.
    if (this.editor.state === 'failed') return
    const progress = total > 0 ? `: ${bytesText(loaded)} of ${bytesText(total)}` : ''
    this.editor = { state, detail: `Loading the editor${progress}` }
    if (state !== 'loading') this.order.edits()
  }

  noteDownload(what: 'cloud' | 'bundler', loaded: number, total: number): void {
    const progress = total > 0 ? `: ${bytesText(loaded)} of ${bytesText(total)}` : ''
    if (what === 'bundler') this.bundler = { state: 'loading', detail: `Loading esbuild${progress}` }
    else if (this.sandbox.state === 'loading') {
      const detail = loaded === total ? 'Starting the sandbox' : `Loading the simulator${progress}`
      this.sandbox = { state: 'loading', detail }
    }
  }

  #hear(event: CloudEvent): void {
    switch (event.type) {
      case 'lost':
        this.sandbox = { state: 'loading', detail: 'Restarting the sandbox' }
        this.notices.show({
          tone: 'error',
          title: 'The sandbox stopped',
          detail: lostText(event.reason),
        })
        this.#lost = { reason: event.reason, records: this.trace.recording.records, clock: this.trace.clock }
        break
      case 'rested':
        this.workspace.forgetDeployment()
        break
      case 'paused':
        this.notices.show({
          tone: 'info',
          title: `Paused: this run has ${countText(event.records)} records`,
          detail: 'Each more takes memory of this page. Restart for a new run, or let this one go on.',
          action: { text: 'Go on', run: () => void this.togglePause() },
          sticky: true,
        })
        break
      case 'restarted':
        this.sandbox = { state: 'ready', detail: 'Ready' }
        this.#tellOfLost(event.restored)
        break
      case 'fault':
        this.sandbox = { state: 'failed', detail: 'The simulation stopped' }
        this.notices.show({
          tone: 'error',
          title: 'The simulation stopped: a fault of Coldstart, not of your code',
          detail: `${event.message} (seed ${event.seed}, virtual time ${clockText(event.at)})`,
          action: { text: 'Restart', run: () => void this.restart() },
          sticky: true,
        })
        break
    }
  }

  /** Each limit once, however often it is reached meanwhile. */
  #tellOfLimits(records: readonly TraceRecord[]): void {
    const facts = records.filter((record) => record.type === 'limit.reached')
    for (const [index, fact] of facts.entries()) {
      if (facts.findIndex(({ limit }) => limit === fact.limit) < index) continue
      this.notices.show({
        tone: 'info',
        ...limitNotice(fact),
        action: { text: 'All limits', run: () => (this.layout.dialog = 'limits') },
      })
    }
  }

  /** What became of the run whose sandbox was lost. */
  #tellOfLost(restored: RestoreReport): void {
    const { reason, records, clock } = this.#lost ?? { reason: '', records: [], clock: null }
    if (restored.ok) {
      const detail = restoredText(restored, reason, (name) => this.trace.live.names.label(name))
      if (!restored.paused)
        this.notices.show({ tone: 'info', title: 'Sandbox restarted, run restored', detail, sticky: true })
      else
        this.notices.show({
          tone: 'error',
          title: 'Paused: the same code took the sandbox down twice',
          detail: `${detail} It would be retried now, so the clock stands still.`,
          action: { text: 'Go on', run: () => void this.togglePause() },
          sticky: true,
        })
      return
    }
    const run = { records, now: clock?.now ?? 0, resources: [] }
    this.notices.show({
      tone: 'error',
      title: 'Sandbox restarted, with empty resources',
      detail: `The run could not be had again. ${restored.reason}`,
      ...(records.length > 0 && { action: { text: 'Look at the lost run', run: () => void this.trace.show(run) } }),
      sticky: true,
    })
  }

  /** After the page is put together: deploys, and runs the example of a first visit. */
  begin({ from, problem, link }: FirstProject, stored: Kept | null): void {
    if (problem !== null) {
      const back = stored && {
        text: 'Open my project',
        run: () => void this.openStored({ ...stored, origin: stored.files, changedAt: stored.at }),
      }
      this.notices.show({
        tone: 'error',
        title: 'Nothing was opened',
        detail: problem,
        sticky: true,
        ...(back && { action: back }),
      })
    }
    if (from === 'example') this.workspace.example = this.workspace.files
    void this.projects.recall().then(() => (from === 'example' ? this.#offerLast() : undefined))
    const first = link
      ? this.sharing.begin(link, stored)
      : from === 'example'
        ? this.#greet()
        : from === 'nothing'
          ? Promise.resolve()
          : this.deploy()
    void first.finally(() => this.order.ran())
  }

  /** What this browser keeps, where the page could not begin with it. */
  async #offerLast(): Promise<void> {
    const [last] = await this.projects.list().catch(() => [])
    if (!last || this.workspace.isTouched) return
    this.notices.show({
      tone: 'info',
      title: `Your last project was “${last.settings.name}”`,
      action: { text: 'Open it', run: () => void this.openStored(last) },
      sticky: true,
    })
  }

  /** Runs the example of a first visit, and lets it go on for a while. */
  async #greet(): Promise<void> {
    const { opened } = this.workspace
    const running = this.run()
    this.welcome.show()
    await running
    const queue = await this.trace.find(({ names }) => names.resource(this.stimulus?.target ?? ''))
    const isOpen = (): boolean => opened === this.workspace.opened
    if (!queue || !this.workspace.isDeployed || !isOpen()) return this.welcome.hide()
    await this.#attempt('No orders were sent', () => sendOpeningOrders(this.#api, queue.physicalId, isOpen))
  }

  /** Deploys if something changed, then sends the stimulus. */
  async run(force = false): Promise<void> {
    this.welcome.dismiss()
    this.trace.backToNow()
    await this.leaveRecorded()
    if (this.workspace.settings.request?.active) return this.#runRequest(force)
    const { opened } = this.workspace
    await this.template.ready
    // Another project was opened meanwhile: nobody asked for that one to run.
    if (opened !== this.workspace.opened) return
    const { stimulus } = this
    if (!stimulus) return this.#refuse('Nothing to send to', 'template.yaml has no function and no queue.')
    if (stimulus.script !== undefined) return this.#runScript(stimulus.script, force)
    return this.#runStimulus(stimulus, this.repeat, force)
  }

  /** Instead of a run that came with a link, one of one's own begins: from the start, as all runs do. */
  async leaveRecorded(): Promise<void> {
    if (this.trace.recorded) await this.restart()
  }

  async #runStimulus(stimulus: Stimulus, repeat: Repeat, force = false): Promise<void> {
    const needsJson = isInvocation(stimulus) || stimulus.kind === 'table'
    const problem = needsJson ? jsonProblem(stimulus.payload) : null
    if (problem) {
      const place = `Line ${problem.line}, column ${problem.column}: ${problem.message}`
      return this.#refuse(
        'The event is not JSON',
        `${place}. Lambda would refuse it with InvalidRequestContentException.`,
      )
    }
    const { opened } = this.workspace
    if (!force && !(await this.deployChanges())) return
    // Another project was opened meanwhile: this event was not meant for it.
    if (opened !== this.workspace.opened) return
    const pending: Outcome = { kind: 'pending', stimulus, since: this.trace.current.next }
    this.outcome = pending
    this.layout.show('result')
    this.inFlight++
    try {
      const isQueue = stimulus.kind === 'queue'
      const resource = isQueue ? await this.trace.find(({ names }) => names.resource(stimulus.target)) : undefined
      if (opened !== this.workspace.opened) return
      const target = this.template.targets.find(({ logicalId }) => logicalId === stimulus.target)
      const queueUrl = resource?.physicalId ?? stimulus.target
      this.sendLog.note([timedStimulus(stimulus, repeat, target?.qualifier)], this.trace)
      const sent = await send(this.#api, stimulus, repeat, queueUrl, target?.qualifier)
      if (this.outcome === pending) this.outcome = sent
      if (stimulus.kind !== 'sync' && repeat.count > 1) {
        const what = isInvocation(stimulus) ? 'events' : 'messages'
        this.notices.show({
          tone: 'success',
          title: `${countText(repeat.count)} ${what} sent to ${target?.label ?? stimulus.target}`,
        })
      }
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      if (this.outcome === pending) this.#refuse(name, message)
      else this.notices.failure(name, error)
    } finally {
      this.inFlight--
    }
  }

  /** Deploys if something changed, then plays a script of stimuli. */
  async #runScript(path: string, force: boolean): Promise<void> {
    const { script, problems } = readScript(this.workspace.files[path] ?? '')
    if (!script) {
      const detail = problems.map((one) => `${one.path}: ${one.message}`.replace(/^: /, '')).join(' · ')
      return this.#refuse(`${path} is no script`, detail)
    }
    if (script.stimuli.length === 0) return this.#refuse(`${path} is empty`, 'Add a stimulus to it, then run it again.')
    const { opened } = this.workspace
    if (!force && !(await this.deployChanges())) return
    if (opened !== this.workspace.opened) return
    const pending: Outcome = { kind: 'playing', path, stimuli: script.stimuli.length }
    this.outcome = pending
    this.layout.show('result')
    this.inFlight++
    try {
      this.sendLog.note(script.stimuli, this.trace)
      const report = await this.#api.play(script)
      if (this.outcome === pending) this.outcome = { kind: 'played', what: path, report }
      else this.notices.show({ tone: 'success', title: `${path} has been played` })
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      if (this.outcome === pending) this.#refuse(name, message)
      else this.notices.failure(name, error)
    } finally {
      this.inFlight--
    }
  }

  /** Sends what a request or message was once more. */
  async sendAgain(selection: Selection): Promise<void> {
    const stimulus = pastStimulus(selection, this.trace.current)
    if (!stimulus) return
    await this.leaveRecorded()
    await this.#runStimulus(stimulus, { count: 1, callers: 1 })
  }

  /** Puts what a request or message was into the Send panel. */
  editAndSend(selection: Selection): void {
    const stimulus = pastStimulus(selection, this.trace.current)
    if (!stimulus) return
    const { request } = this.workspace.settings
    this.workspace.change({ stimulus, ...(request && { request: { ...request, active: false } }) })
    this.repeat = { count: 1, callers: 1 }
    this.layout.show('send')
  }

  /** Deploys if something changed, then sends the web request. */
  async #runRequest(force: boolean): Promise<void> {
    const { opened } = this.workspace
    if (!force && !(await this.deployChanges())) return
    if (opened !== this.workspace.opened) return
    await this.refreshHosts()
    const { request } = this
    if (!request) return this.#refuse('Nothing to send to', 'The stack has no function URL, API or load balancer.')
    const pending: Outcome = { kind: 'web-pending', request, since: this.trace.current.next }
    this.outcome = pending
    this.layout.show('result')
    this.inFlight++
    try {
      const response = await sendRequest(this.#api, request)
      if (this.outcome === pending) this.outcome = { ...pending, kind: 'web', response }
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      if (this.outcome === pending) this.#refuse(name, message)
      else this.notices.failure(name, error)
    } finally {
      this.inFlight--
    }
  }

  /** A raw AWS API request, as an administrator of the account. */
  readonly aws: ColdstartApi['aws'] = (request) => this.sharing.nowHere(() => this.#api.aws(request))

  /** What IAM would answer to requests of roles; asking leaves no trace. */
  readonly access: ColdstartApi['access'] = (questions) => this.sharing.nowHere(() => this.#api.access(questions))

  /** Host names come and go with deployments, and with calls of Lambda's API. */
  async refreshHosts(): Promise<void> {
    try {
      this.hosts = await this.#api.entrances()
    } catch {
      // The sandbox is gone: whoever waits for it says so.
    }
  }

  /** For who is outside of the stack: a person who approves, another system. */
  async completeCallback(callbackId: string, outcome: CallbackOutcome): Promise<void> {
    this.trace.backToNow()
    await this.#attempt('The callback was not completed', () =>
      this.sharing.nowHere(() => completeCallback(this.#api, callbackId, outcome)),
    )
  }

  /** One of the project's checks, in the stack that runs here: what it brings about is seen. */
  async runCheck(path: string, name: string): Promise<void> {
    const request = await (await this.#explorations()).checkRequest(this.workspace.get(), path, name)
    await (await this.#cloud).api.check(request)
  }

  /** @returns whether what runs is what is written */
  async deployChanges(): Promise<boolean> {
    if (this.workspace.isDeployed) return true
    if (await this.deploy()) return true
    const errors = this.diagnostics.filter(({ severity }) => severity === 'error').length
    if (errors > 0) this.outcome = { kind: 'not-deployed', errors }
    this.layout.show('result')
    return false
  }

  /** Bundles and deploys; a deployment that is under way is awaited first. */
  async deploy(): Promise<boolean> {
    while (this.#deployment) await this.#deployment
    this.#deployment = this.#deployNow()
    this.deploying = true
    try {
      return await this.#deployment
    } finally {
      this.#deployment = null
      this.deploying = false
    }
  }

  async #deployNow(): Promise<boolean> {
    try {
      return (await this.#api.deploy()).ok
    } catch (error) {
      this.#refuse('Not deployed', error instanceof Error ? error.message : String(error))
      return false
    }
  }

  /** What Ctrl+S means to who is used to it: the project is kept anyway, and now it is checked and deployed, too. */
  async save(): Promise<void> {
    // What cannot be formatted is saved as it is: Problems says what is wrong with it.
    if (this.formatting.onSave) await this.code?.format()
    this.workspace.saveNow()
    this.saves++
    if (await this.deploy()) this.notices.show({ tone: 'success', title: 'Saved and deployed' })
    else this.layout.show('problems')
  }

  /** After a deployment, whoever asked for it: the files that run now, and what was wrong with them. */
  noteDeployment(files: ProjectFiles, diagnostics: readonly Diagnostic[]): void {
    this.diagnostics = diagnostics
    // What did not build is not what runs: the next Run tries again.
    if (!diagnostics.some(({ severity }) => severity === 'error')) {
      this.workspace.markDeployed(files)
      void this.projects.noteDeployment(files)
    }
    void this.refreshHosts()
    this.#askForPackages()
    void this.#packages.then((packages) => packages.declarations()).then((loaded) => (this.loadedPackages = loaded))
  }

  /** Packages that would be loaded if the person at the page agreed, each once. */
  readonly offers: readonly PackageOffer[] = $derived.by(() => offersOf(this.diagnostics))

  /** Says once which packages are missing; Problems keeps the offer. */
  #askForPackages(): void {
    const names = this.offers.map(offerText)
    if (names.join() === this.#askedFor) return
    this.#askedFor = names.join()
    this.#endAsking()
    if (names.length === 0) return
    const what = names.length === 1 ? (names[0] ?? '') : `all ${names.length}`
    this.#endAsking = this.notices.show({
      tone: 'info',
      title: `Not in this playground: ${names.join(', ')}`,
      detail: `The project imports ${names.length === 1 ? 'it' : 'them'} from npm. Nothing is loaded from ${FILES_HOST} unless you agree.`,
      action: { text: `Load ${what} from ${FILES_HOST}`, run: () => void this.loadPackages(this.offers) },
      sticky: true,
    })
  }

  /** The person at the page agrees to load these, and what they need. */
  async loadPackages(offers: readonly PackageOffer[]): Promise<void> {
    ;(await this.#packages).allow(offers.map(({ name }) => name))
    await this.#deployPackages()
  }

  /** … and whatever else this project imports, as long as it is open. */
  async loadAllPackages(): Promise<void> {
    ;(await this.#packages).allowAll(true)
    await this.#deployPackages()
  }

  async #deployPackages(): Promise<void> {
    const isDeployed = await this.deploy()
    if (isDeployed && this.offers.length === 0) {
      this.notices.show({ tone: 'success', title: 'Packages loaded and deployed' })
    } else this.layout.show('problems')
  }

  #refuse(title: string, detail: string): void {
    this.outcome = { kind: 'refused', title, detail }
    this.layout.show('result')
  }

  /** As of the moment that is looked at; `trace.clock` is as of now. */
  readonly clock: ClockState | null = $derived.by(() => {
    const { clock, moment } = this.trace
    return clock && moment ? { ...clock, now: moment.at } : clock
  })

  async open(project: Project): Promise<void> {
    if (await this.openOnly(project)) await this.deploy()
  }

  /** Without deploying it. @returns whether it is open */
  async openOnly(project: Project): Promise<boolean> {
    try {
      this.outcome = { kind: 'none' }
      this.diagnostics = []
      this.#askedFor = ''
      this.#endAsking()
      await this.#api.open(project)
      return true
    } catch (error) {
      this.notices.failure('The project did not open', error)
      return false
    }
  }

  /** Starts over: same files, empty queues, the clock back at its start. */
  async restart(seed = this.workspace.settings.seed): Promise<void> {
    const { files, settings } = this.workspace
    await this.open({ files, settings: { ...settings, seed } })
  }

  restartWithNewSeed(): Promise<void> {
    return this.restart(crypto.getRandomValues(new Uint32Array(1))[0])
  }

  /** From the list of this browser's projects. */
  async openStored({ id, files, settings, origin, stamp }: LibraryEntry): Promise<void> {
    await this.projects.keep()
    this.projects.opening({ id, stamp: stamp ?? '' })
    await this.#openAgain({ files, settings }, id, origin)
  }

  async #openAgain({ files, settings }: Project, id: string, origin: ProjectFiles): Promise<void> {
    this.workspace.expect(files, id, origin)
    await this.open({ files, settings })
  }

  /** From elsewhere: what is open now stays among this browser's projects, and is a step away. */
  async openInstead(project: Project, title: string, detail: string): Promise<void> {
    const { id, origin } = this.workspace
    const before = this.workspace.get()
    await this.projects.keep()
    await this.open(project)
    await this.projects.keep()
    const back = (): Promise<void> => this.#openAgain(before, id, origin)
    this.notices.show({
      tone: 'info',
      title,
      ...(detail !== '' && { detail }),
      action: { text: 'Back to my project', run: () => void back() },
    })
  }

  /** Starts with the smallest example, as a project of one's own. */
  async newProject(): Promise<void> {
    try {
      const example = this.examples.find(({ id }) => id === 'hello') ?? this.examples[0]
      if (!example) return
      const { files, settings } = await example.load()
      this.workspace.example = files
      await this.open({ files, settings: { ...settings, name: 'Untitled' } })
    } catch (error) {
      this.notices.failure('No project was made', error)
    }
  }

  async openExample(example: Example): Promise<void> {
    try {
      const project = await example.load()
      const goBack = await this.#leave()
      this.workspace.example = project.files
      await this.open(project)
      this.notices.show({
        tone: 'info',
        title: `Opened “${example.title}”`,
        action: { text: 'Back to my project', run: () => void goBack() },
      })
    } catch (error) {
      this.notices.failure(`“${example.title}” did not load`, error)
    }
  }

  /** Keeps the open project in the library, unless it is an example as it came. @returns opens it again, as it was */
  async #leave(): Promise<() => Promise<void>> {
    const { id, files, settings, origin } = this.workspace
    if (files !== this.workspace.example) await this.projects.keep()
    return () => this.#openAgain({ files, settings }, id, origin)
  }

  async setPace(pace: Pace): Promise<void> {
    if (pace !== 'paused') this.workspace.change({ pace })
    await this.#moveClock((clock) => clock.pace(pace))
  }

  async togglePause(): Promise<void> {
    const { pace } = this.workspace.settings
    await this.setPace(this.clock?.pace === 'paused' ? (pace === 'paused' ? '1x' : pace) : 'paused')
  }

  /** Pauses, and runs one step. */
  async step(by: StepUnit = 'event'): Promise<void> {
    this.trace.backToNow()
    await this.#moveClock(async (clock) => {
      if (this.clock?.pace !== 'paused') await clock.pace('paused')
      return await clock.step({ by })
    })
  }

  /** Goes to the next event at once, at any pace. */
  async skip(): Promise<void> {
    this.trace.backToNow()
    const { now = 0, nextEventAt: due = null } = this.trace.clock ?? {}
    if (due !== null) await this.#moveClock((clock) => clock.advance(Math.max(0, due - now)))
  }

  async runUntilIdle(): Promise<void> {
    this.trace.backToNow()
    await this.#moveClock((clock) => clock.runUntilIdle())
  }

  async setCpu(cpu: 'fixed' | 'measured'): Promise<void> {
    this.workspace.change({ cpu })
    await this.#attempt('CPU time was not switched', async () => (await this.#cloud).api.setCpu(cpu))
  }

  async setLatency(latency: 'typical' | 'none'): Promise<void> {
    this.workspace.change({ latency })
    await this.#attempt('Latency was not switched', async () => (await this.#cloud).api.setLatency(latency))
  }

  async setDuplicates(duplicates: 'never' | 'sometimes'): Promise<void> {
    this.workspace.change({ duplicates })
    const switchOver = async (): Promise<void> => (await this.#cloud).api.setDuplicates(duplicates)
    await this.#attempt('Duplicates were not switched', switchOver)
  }

  /** @param concurrency null: AWS's default */
  async setAccountConcurrency(concurrency: number | null): Promise<void> {
    this.workspace.change({ accountConcurrency: concurrency })
    const limit = async (): Promise<void> => (await this.#cloud).api.setAccountConcurrency(concurrency)
    await this.#attempt("The account's concurrency was not changed", limit)
  }

  /** What goes wrong on purpose from now on. */
  async setFaults(faults: readonly Fault[]): Promise<void> {
    await this.#attempt('The faults were not changed', () => this.#api.faults(faults))
  }

  async #moveClock(move: (clock: ColdstartClock) => Promise<ClockState>): Promise<void> {
    await this.#attempt('The clock did not move', async () => {
      this.trace.feedClock(await this.sharing.nowHere(() => move(this.#api.clock)))
    })
  }

  async #attempt(failure: string, action: () => Promise<unknown>): Promise<void> {
    try {
      await action()
    } catch (error) {
      this.notices.failure(failure, error)
    }
  }

  /** @param show whether to bring the result to where it is seen, whatever covers it */
  select(selection: Selection, show = true): void {
    const { kind, id } = selection
    this.outcome = kind === 'request' || kind === 'message' ? { kind, id } : { kind: 'event', selection }
    if (show) this.layout.show('result')
  }

  goTo(place: SourcePlace): void {
    this.workspace.open(place.path)
    this.reveal = { ...place }
    this.layout.show('code')
  }

  /** @param seq of the log event's record */
  goToLog(seq: number): void {
    this.logPlace = { seq }
    this.layout.show('logs')
  }

  /** Goes to a resource's lines in template.yaml, or to one of its properties (`Timeout`, `RedrivePolicy`). */
  async goToResource(logicalId: string, ...property: readonly (string | number)[]): Promise<void> {
    await this.template.ready
    const range = this.template.reading?.locate(logicalId, property)
    if (range) this.goTo({ path: 'template.yaml', line: range.startLine, column: range.startColumn })
  }

  /** @param resource logical id, name, ARN or URL */
  inspect(resource: string): void {
    this.inspected = resource
    this.layout.show('resources')
  }

  deleteFile(path: string): void {
    const undo = this.workspace.delete(path)
    if (this.workspace.readOnly) return
    this.notices.show({ tone: 'info', title: `Deleted ${path}`, action: { text: 'Undo', run: undo } })
  }
}
