/** Bundles every function of a project and applies its template to a cloud. */

import type { Bundle, BundleEntry, BundlerApi } from '../bundler/protocol'
import type { ResourceDiagnostic } from '../cloud/aws/template'
import type { CloudApi, DeployRequest, FunctionCode } from '../cloud/protocol'
import type { Layers, LayerSet } from '../layers/client'
import type { Diagnostic, ProjectFiles } from '../project/model'
import type { ReadTemplate } from '../project/template'
import type { DeployResult } from './api'

/** What a deployment is made with. */
export interface Builders {
  readonly bundler: BundlerApi
  /** Built bundles of projects that ship with the page; null for any other. */
  readonly prebuilt: (files: ProjectFiles) => Promise<readonly Bundle[] | null>
  readonly layers: Layers
  /** Loaded when it is there to be loaded. */
  readonly readTemplate: Promise<ReadTemplate>
}

/** All that a deployment needs, so that it can be made again and again. */
export interface PreparedDeployment {
  /** Null when template.yaml says nothing that could be deployed. */
  readonly request: DeployRequest | null
  readonly diagnostics: readonly Diagnostic[]
  /** Functions without code. */
  readonly failed: ReadonlySet<string>
  readonly place: (diagnostic: ResourceDiagnostic) => Diagnostic
}

/** Deployments to one cloud, which is given each layer once. */
export interface Deployment {
  deploy(files: ProjectFiles): Promise<DeployResult>
  /** The first half: reads the template, bundles the functions, loads their layers. */
  prepare(files: ProjectFiles): Promise<PreparedDeployment>
  /** The second half. */
  apply(prepared: PreparedDeployment): Promise<DeployResult>
  /** The cloud has started over, and has none any more. */
  forgetLayers(): void
}

export function createDeployment(
  { bundler, prebuilt, layers, readTemplate }: Builders,
  remote: () => Promise<Pick<CloudApi, 'deploy'>>,
): Deployment {
  /** Names of the layers that the cloud has. */
  const layersSent = new Set<string>()

  const build = async (files: ProjectFiles, entries: readonly BundleEntry[]): Promise<readonly Bundle[]> =>
    (await prebuilt(files)) ?? (await bundler.build(files, entries))

  const prepare = async (files: ProjectFiles): Promise<PreparedDeployment> => {
    const template = (await readTemplate)(files['template.yaml'] ?? '')
    const diagnostics: Diagnostic[] = files['template.yaml'] === undefined ? [NO_TEMPLATE] : [...template.diagnostics]
    const { place } = template
    if (!template.stack) return { request: null, diagnostics, failed: new Set(), place }
    const bundles = await build(files, template.functions)
    for (const bundle of bundles) diagnostics.push(...bundle.diagnostics)
    const failed = new Set(bundles.filter(hasErrors).map(({ id }) => id))
    const packages = [
      ...bundles.filter(({ id }) => !failed.has(id)).map(({ id, files: code, imports }) => ({ id, code, imports })),
      ...template.inlineFunctions.map(({ logicalId: id, files: code }) => {
        return { id, code, imports: Object.values(code).flatMap(layers.importsOf) }
      }),
    ]
    const code: FunctionCode[] = []
    const texts: Record<string, string> = {}
    const needed = await Promise.all(packages.map(({ imports }) => layers.load(imports)))
    packages.forEach(({ id, code: packed }, index) => {
      const { names, texts: loaded, missing } = needed[index] as LayerSet
      diagnostics.push(...missing.map((one) => layerNotLoaded(id, one)))
      Object.assign(texts, loaded)
      if (missing.length > 0) failed.add(id)
      else code.push({ logicalId: id, files: packed, layers: names })
    })
    return { request: { stack: template.stack, code, layers: texts }, diagnostics, failed, place }
  }

  const apply = async ({
    request,
    diagnostics: prepared,
    failed,
    place,
  }: PreparedDeployment): Promise<DeployResult> => {
    if (!request) return { ok: false, diagnostics: prepared, outputs: {} }
    const fresh = Object.entries(request.layers).filter(([name]) => !layersSent.has(name))
    const report = await (await remote()).deploy({ ...request, layers: Object.fromEntries(fresh) })
    for (const [name] of fresh) layersSent.add(name)
    const diagnostics = [...prepared]
    for (const diagnostic of report.diagnostics) {
      // A function without code was reported with its build, a value the template's reader refused by that.
      const placed = place(diagnostic)
      if (!failed.has(diagnostic.logicalId) && !hasErrorAt(diagnostics, placed)) diagnostics.push(placed)
    }
    return { ok: !hasErrors({ diagnostics }), diagnostics, outputs: report.outputs }
  }

  return {
    prepare,
    apply,
    deploy: async (files) => apply(await prepare(files)),
    forgetLayers: () => layersSent.clear(),
  }
}

const hasErrors = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): boolean =>
  diagnostics.some(({ severity }) => severity === 'error')

function hasErrorAt(diagnostics: readonly Diagnostic[], { file, range }: Diagnostic): boolean {
  const place = JSON.stringify(range)
  return diagnostics.some(
    (other) => other.severity === 'error' && other.file === file && JSON.stringify(other.range) === place,
  )
}

function layerNotLoaded(logicalId: string, { specifier, reason }: LayerSet['missing'][number]): Diagnostic {
  return {
    severity: 'error',
    code: 'layers/not-loaded',
    message: `"${specifier}", which ${logicalId} imports, could not be downloaded: ${reason}`,
    file: null,
    range: null,
    hint: 'It is served from where this page comes from. Check the connection and deploy again.',
  }
}

const NO_TEMPLATE: Diagnostic = {
  severity: 'error',
  code: 'template/missing',
  message: 'The project has no template.yaml, so there is nothing to deploy.',
  file: null,
  range: null,
  hint: 'Add a file template.yaml with a function in it; the examples show how.',
}

/** Of a deployment that came to nothing because another project was opened, or the same one from its start. */
export const OVERTAKEN: DeployResult = {
  ok: false,
  outputs: {},
  diagnostics: [
    {
      severity: 'error',
      code: 'deploy/overtaken',
      message: 'Another project was opened before this one was deployed.',
      file: null,
      range: null,
      hint: 'What is open now has to be deployed by itself.',
    },
  ],
}
