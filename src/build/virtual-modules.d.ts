/** Modules that the plugins in this folder make. */

declare module 'virtual:coldstart/editor-types' {
  /** URL of a JSON file, path below node_modules → text: what every handler needs. */
  const url: string
  export default url

  /** Packages that handlers can import. */
  export const vendored: readonly string[]

  /** Those that have declarations, and those that their declarations need. `url` leads to a file of the same kind. */
  export const packages: Readonly<Record<string, { readonly url: string; readonly needs: readonly string[] }>>
}

declare module 'virtual:coldstart/editor-files' {
  /** Path below the page and bytes of each script, in the order in which they can be evaluated; empty in development. */
  const files: readonly (readonly [file: string, bytes: number])[]
  export default files
}

declare module 'virtual:coldstart/examples' {
  import type { Listing } from '../project/first-example'
  import type { ProjectFiles } from '../project/model'

  /** All of src/examples, by name. */
  const examples: readonly { readonly listing: Listing; load(): Promise<ProjectFiles> }[]
  export default examples
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
