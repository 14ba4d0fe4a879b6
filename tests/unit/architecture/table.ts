/**
 * Who may import whom: one row per folder or file of src/. The most specific row that fits a file is its row. Within
 * its own place a file may import everything.
 *
 * A place ends in `/` for a folder with all below it; `*` stands for one name, and in `packages` for any.
 */
export interface Row {
  readonly place: string
  /** Places whose modules may be loaded. Their types and built texts too. */
  readonly values?: readonly string[]
  /** Places of which only types may be imported. */
  readonly types?: readonly string[]
  /** Places of which only built text or an address may be imported (`?script`, `?raw`, `?url`). */
  readonly texts?: readonly string[]
  /** npm packages by name. Types of any package are free. */
  readonly packages?: readonly string[]
}

/** The worker messaging is for a page and its own workers, so never for what a stranger holds the other end of. */
const MESSAGING = 'comlink'
const USER_INTERFACE = ['svelte', '@lucide/svelte', 'monaco-editor', 'paneforge']

/** Packages that only the rows which name them may use, `*` or not. */
export const RESERVED_PACKAGES: readonly string[] = [MESSAGING, ...USER_INTERFACE]

export const TABLE: readonly Row[] = [
  { place: 'cloud/kernel/' },
  { place: 'cloud/aws/', types: ['cloud/kernel/'] },
  { place: 'cloud/services/contract.ts', values: ['cloud/kernel/', 'cloud/aws/'] },
  // What all entrances for web requests have in common.
  { place: 'cloud/http/', values: ['cloud/kernel/', 'cloud/aws/', 'cloud/services/contract.ts'] },
  { place: 'cloud/services/index.ts', values: ['cloud/services/contract.ts', 'cloud/services/*/index.ts'] },
  {
    place: 'cloud/services/*/',
    values: ['cloud/kernel/', 'cloud/aws/', 'cloud/http/', 'cloud/services/contract.ts'],
    packages: ['*'],
  },
  {
    place: 'cloud/lambda/',
    values: ['cloud/kernel/', 'cloud/aws/', 'cloud/http/', 'cloud/services/contract.ts'],
    types: ['runtime/protocol.ts'],
    packages: ['@noble/hashes'],
  },
  // Lambda's own API: archives and their fingerprints.
  {
    place: 'cloud/lambda/api/',
    values: ['cloud/kernel/', 'cloud/aws/', 'cloud/services/contract.ts', 'cloud/lambda/'],
    types: ['runtime/protocol.ts'],
    packages: ['fflate', '@noble/hashes'],
  },
  {
    place: 'cloud/wire/',
    values: ['cloud/aws/', 'cloud/services/contract.ts'],
    types: ['cloud/protocol.ts'],
    packages: ['*'],
  },
  // What goes wrong on purpose.
  {
    place: 'cloud/faults/',
    values: ['cloud/kernel/', 'cloud/aws/'],
    types: ['cloud/services/contract.ts'],
  },
  // A run written down, and had again.
  {
    place: 'cloud/replay/',
    values: ['cloud/kernel/', 'cloud/aws/', 'cloud/cloud.ts'],
    types: ['cloud/lambda/host.ts', 'cloud/protocol.ts', 'cloud/services/contract.ts'],
  },
  // A project's checks: outside of the simulation, as the page's user is.
  {
    place: 'cloud/checks/',
    values: ['cloud/aws/', 'checks/protocol.ts'],
    types: ['cloud/kernel/', 'cloud/cloud.ts', 'cloud/lambda/host.ts', 'cloud/protocol.ts', 'cloud/services/contract.ts', 'runtime/protocol.ts'], // prettier-ignore
  },
  {
    place: 'cloud/protocol.ts',
    types: ['cloud/aws/', 'cloud/replay/recording.ts', 'runtime/protocol.ts', 'project/'],
  },
  {
    place: 'cloud/client.ts',
    values: ['cloud/protocol.ts', 'cloud/from-sandbox.ts', 'cloud/replay/kept-run.ts', 'cloud/aws/page-limits.ts'],
    types: ['cloud/aws/', 'sandbox/protocol.ts', 'runtime/protocol.ts'],
    texts: ['cloud/worker.ts', 'runtime/'],
    packages: [MESSAGING],
  },
  {
    place: 'cloud/worker.ts',
    values: ['cloud/', 'invariants/'],
    types: ['project/', 'sandbox/protocol.ts'],
    packages: [MESSAGING],
  },
  // The worker's hand towards its nested workers, and the composition.
  { place: 'cloud/*.ts', values: ['cloud/'], types: ['project/', 'runtime/protocol.ts'] },

  { place: 'fidelity/' },
  // Judges runs by their records.
  { place: 'invariants/', values: ['cloud/aws/'] },
  { place: 'project/', values: ['cloud/aws/'], packages: ['*'] },
  // The lists of the examples, and the loading of their files as text.
  { place: 'project/examples.ts', values: ['project/', 'examples/'] },
  { place: 'project/first-example.ts', values: ['project/', 'examples/'] },
  { place: 'bundler/', types: ['project/'], packages: ['*', MESSAGING] },
  { place: 'layers/', types: ['project/'], packages: ['*'] },
  { place: 'packages/', types: ['project/', 'bundler/protocol.ts'], packages: ['*'] },
  { place: 'runtime/', packages: ['*'] },
  { place: 'sandbox/', texts: ['cloud/worker.ts', 'runtime/'], types: ['cloud/protocol.ts'] },

  // What a project's checks import: built like a layer, evaluated in the sandbox.
  { place: 'checks/', values: ['api/script.ts'], types: ['cloud/protocol.ts'], packages: ['*'] },

  // The service worker, and the page's side of it.
  { place: 'offline/', packages: ['workbox-precaching', 'workbox-routing', 'workbox-strategies'] },

  // The script of the lessons' pages.
  { place: 'learn/', types: ['api/', 'project/'] },

  // What other pages load: as little as it can be, and of the project only how links are read.
  { place: 'api/element.ts', values: ['api/element/'] },
  { place: 'api/element/', values: ['api/messages.ts', 'project/share-url.ts'] },
  { place: 'api/messages.ts' },
  { place: 'api/checked.ts', values: ['api/messages.ts'] },
  // The other end of what the element says.
  { place: 'api/host.ts', values: ['api/', 'project/'] },
  // Joins the project and the threads' clients behind the interface.
  {
    place: 'api/page.ts',
    values: ['api/', 'project/', 'cloud/aws/', 'cloud/client.ts', 'bundler/client.ts'],
    types: ['cloud/', 'bundler/protocol.ts', 'layers/client.ts', 'packages/client.ts'],
  },
  {
    place: 'api/deployment.ts',
    values: ['project/'],
    types: ['api/', 'cloud/', 'bundler/protocol.ts', 'layers/client.ts'],
  },
  { place: 'api/script.ts', values: ['project/'], types: ['cloud/'] },
  {
    place: 'api/checks.ts',
    values: ['api/', 'checks/', 'project/'],
    types: ['cloud/', 'bundler/protocol.ts', 'layers/client.ts'],
  },
  { place: 'api/test-report.ts', types: ['checks/protocol.ts', 'project/'] },
  {
    place: 'api/trial.ts',
    values: ['api/', 'project/', 'cloud/client.ts', 'cloud/aws/'],
    types: ['cloud/', 'bundler/protocol.ts', 'layers/client.ts'],
  },
  { place: 'api/measure.ts', values: ['cloud/aws/'], types: ['api/'] },
  // Many runs with faults: draws as the simulation draws, judges by the rules for a user's system.
  {
    place: 'api/explore/',
    values: ['api/', 'checks/', 'project/', 'cloud/aws/', 'cloud/kernel/random.ts', 'invariants/'],
    types: ['cloud/', 'bundler/protocol.ts', 'layers/client.ts'],
  },
  { place: 'api/', types: ['cloud/', 'project/', 'invariants/'] },
  {
    place: 'app/',
    values: [
      'api/',
      'project/',
      'checks/duration.ts',
      'cloud/aws/',
      'cloud/client.ts',
      'cloud/protocol.ts',
      'bundler/client.ts',
      'bundler/protocol.ts',
      'sandbox/protocol.ts',
      'examples/',
      'fidelity/',
      'invariants/',
      'packages/hosts.ts',
      'offline/client.ts',
    ],
    texts: ['layers/'],
    packages: ['*', ...USER_INTERFACE],
  },
  { place: 'start/', values: [''], packages: ['*', ...USER_INTERFACE] },
  { place: 'main.ts', values: [''], packages: ['*', ...USER_INTERFACE] },
  { place: 'embed/', values: [''], packages: ['*', ...USER_INTERFACE] },
  // Runs in Node.js while the playground is built, and is never part of it.
  { place: 'build/', values: [''], packages: ['*', ...USER_INTERFACE] },
]
