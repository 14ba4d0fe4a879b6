/**
 * Build-time only: `import manifest from 'virtual:coldstart/layers'` gives the layers (src/layers/README.md) that were
 * made from npm packages, each of them a file beside the page's own.
 */

import type { Plugin } from 'vite'
import type { LayerManifest } from '../layers/manifest'
import { buildLayers, type BuiltLayers } from './layers-bundle.ts'
import { buildCheckLayer, CHECK_LAYER } from './layers-checks.ts'

const ID = 'virtual:coldstart/layers'
const RESOLVED = `\0${ID}`
const DEVELOPMENT_PATH = '/@layers/'

export function layers(): Plugin {
  let serving = false
  let building: Promise<BuiltLayers> | null = null
  const built = () => (building ??= buildAll())
  return {
    name: 'coldstart:layers',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (source) => (source === ID ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null
      const { texts, modules, versions } = await built()
      const urls = [...texts].map(([name, source]) => {
        const address = serving
          ? JSON.stringify(DEVELOPMENT_PATH + fileName(name))
          : `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: fileName(name), source })}`
        return `${JSON.stringify(name)}: ${address}`
      })
      const rest = { modules: Object.fromEntries(modules), versions: Object.fromEntries(versions) }
      return `export default { layers: { ${urls.join(',\n')} }, ...${JSON.stringify(rest)} }`
    },
    configureServer(server) {
      server.middlewares.use(DEVELOPMENT_PATH, async (request, response) => {
        const wanted = decodeURIComponent(request.url ?? '').slice(1)
        const found = [...(await built()).texts].find(([name]) => fileName(name) === wanted)
        response.statusCode = found ? 200 : 404
        response.setHeader('content-type', 'text/javascript')
        response.end(found?.[1] ?? '')
      })
    },
  }
}

/** With what checks have beside them. */
async function buildAll(): Promise<BuiltLayers> {
  const [layers, checks] = await Promise.all([buildLayers(), buildCheckLayer()])
  return { ...layers, texts: new Map([...layers.texts, [CHECK_LAYER, checks]]) }
}

/** `@aws-sdk/client-sqs` → `layer-aws-sdk-client-sqs.js` */
function fileName(layer: string): string {
  return `layer-${layer.replace(/^@/, '').replaceAll('/', '-')}.js`
}

/** For tests: the manifest, with what its URLs lead to. */
export function manifestOf({ texts, modules, versions }: BuiltLayers): LayerManifest {
  return {
    layers: Object.fromEntries([...texts.keys()].map((name) => [name, fileName(name)])),
    modules: Object.fromEntries(modules),
    versions: Object.fromEntries(versions),
  }
}
