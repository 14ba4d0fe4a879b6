/**
 * What is changed in the AWS SDK's browser build so that it runs as on Lambda. Each change replaces a text that must be
 * there exactly as often as is said here: a version in which it is not fails the build.
 */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

interface Replacement {
  readonly from: string
  readonly to: string
}

export interface Patch {
  readonly name: string
  /** End of the file's path. */
  readonly file: string
  readonly replacements: readonly Replacement[]
  /** Put in front of the file. */
  readonly imports?: string
  /** Another file beside it, whose text takes its place after the replacements were found to fit. */
  readonly sibling?: string
}

/** Modules of ours that patched code imports. */
const SHIMS = {
  'coldstart:environment': fileURLToPath(new URL('../layers/shims/environment.ts', import.meta.url)),
  'coldstart:body': fileURLToPath(new URL('../layers/shims/body.ts', import.meta.url)),
} as const

export const PATCHES: readonly Patch[] = [
  {
    name: 'region and credentials come from the environment variables',
    file: '/dist-es/runtimeConfig.browser.js',
    imports: 'import { environmentCredentials, environmentRegion } from "coldstart:environment";',
    replacements: [
      { from: 'config?.region ?? invalidProvider("Region is missing")', to: 'config?.region ?? environmentRegion' },
      {
        from: '((_) => () => Promise.reject(new Error("Credential is missing")))',
        to: '(() => environmentCredentials)',
      },
      { from: 'runtime: "browser",', to: 'runtime: "node",' },
    ],
  },
  {
    name: "XML is parsed by the SDK's own parser: a worker has no DOMParser",
    file: '/@aws-sdk/xml-builder/dist-es/xml-parser.browser.js',
    replacements: [{ from: 'new DOMParser()', to: 'new DOMParser()' }],
    sibling: 'xml-parser.js',
  },
  {
    name: "streams in answers are Node.js's, with the SDK's own methods for those",
    file: '/submodules/serde/util-stream/sdk-stream-mixin.browser.js',
    imports:
      'import { Readable } from "node:stream"; import { sdkStreamMixin as nodeStreamMixin } from "./sdk-stream-mixin";',
    replacements: [
      {
        from: 'export const sdkStreamMixin = (stream) => {',
        to:
          'export const sdkStreamMixin = (stream) => nodeStreamMixin(Readable.fromWeb(' +
          'isBlobInstance(stream) ? stream.stream() : stream)); const unusedStreamMixin = (stream) => {',
      },
    ],
  },
  {
    name: 'bodies that are streams or blobs are read before they are sent',
    file: '/submodules/flexible-checksums/flexibleChecksumsMiddleware.js',
    imports: 'import { readBody } from "coldstart:body";',
    replacements: [
      {
        from: '    if (hasHeaderWithPrefix("x-amz-checksum-", args.request.headers)) {',
        to: '    await readBody(args.request);\n    if (hasHeaderWithPrefix("x-amz-checksum-", args.request.headers)) {',
      },
    ],
  },
  {
    name: 'requests carry the trace header of the invocation, by which Lambda knows recursive loops',
    file: '/middleware-recursion-detection/getRecursionDetectionPlugin.browser.js',
    replacements: [{ from: 'applyToStack: (clientStack) => { }', to: 'applyToStack: (clientStack) => { }' }],
    sibling: 'getRecursionDetectionPlugin.js',
  },
  {
    name: 'the user agent is not parsed: there is no browser behind an environment',
    file: '/util-user-agent-browser/createUserAgentStringParsingProvider.js',
    replacements: [
      { from: 'const module = await import("bowser");', to: 'const module = { parse: () => undefined };' },
    ],
  },
]

/** @throws Error if a text that is to be replaced is not there exactly once */
export function applyPatch({ name, imports = '', replacements }: Patch, text: string, file: string): string {
  let patched = text
  for (const { from, to } of replacements) {
    const count = text.split(from).length - 1
    if (count !== 1) {
      const found = `${file} has ${count} times, not once: ${from}`
      throw new Error(`The patch "${name}" no longer fits; see src/build/layers-patches.ts. ${found}`)
    }
    patched = patched.replace(from, () => to)
  }
  return imports + patched
}

/** Applies the patches. @param applied gets the names of those that were */
export function patchAwsSdk(applied: Set<string>): Plugin {
  return {
    name: 'coldstart:patch-aws-sdk',
    setup(build) {
      for (const [name, file] of Object.entries(SHIMS)) {
        build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: file }))
      }
      for (const patch of PATCHES) {
        const ending = patch.file.replace(/[.*+?^${}()|[\]\\/]/g, (character) =>
          character === '/' ? '[\\\\/]' : `\\${character}`,
        )
        build.onLoad({ filter: new RegExp(`[\\\\/]node_modules\\b.*${ending}$`) }, async ({ path: file }) => {
          const patched = applyPatch(patch, await readFile(file, 'utf8'), file)
          applied.add(patch.name)
          const contents = patch.sibling
            ? await readFile(path.join(path.dirname(file), patch.sibling), 'utf8')
            : patched
          return { contents, loader: 'js', resolveDir: path.dirname(file) }
        })
      }
    },
  }
}
