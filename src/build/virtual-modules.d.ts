/** Modules that the plugins in this folder make. */

declare module 'virtual:coldstart/editor-types' {
  /** URL of a JSON file: path below node_modules → text. */
  const url: string
  export default url
}

declare module 'virtual:coldstart/prebuilt' {
  import type { Bundle } from '../bundler/protocol'

  interface PrebuiltExample {
    /** Files and folders that the bundles were made from, and the SHA-256 of what they hold. */
    readonly paths: readonly string[]
    readonly folders: readonly string[]
    readonly digest: string
    readonly load: () => Promise<readonly Bundle[]>
  }
  const examples: readonly PrebuiltExample[]
  export default examples
}

declare module 'virtual:coldstart/layers' {
  import type { LayerManifest } from '../layers/manifest'

  const manifest: LayerManifest
  export default manifest
}
