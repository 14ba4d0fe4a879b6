import type { LinkContent } from '../../project/share-url'
import type { Project } from '../../project/model'

/** Where the project that the page opens with comes from. */
export interface FirstProject {
  readonly project: Project
  readonly from: 'link' | 'storage' | 'example' | 'nothing'
  /** Why the link could not be opened, for people. */
  readonly problem: string | null
  /** What the link holds beside the project; null when it was none. */
  readonly link: LinkContent | null
}

export interface ProjectSources {
  /** Of the address bar, without `#`; empty when there is none. */
  readonly fragment: string
  readonly decode: (fragment: string) => Promise<LinkContent>
  readonly stored: () => Project | null
  readonly example: () => Project
  readonly empty: Project
}

/** A link goes before the work in this browser, and that before an example. A link that cannot be opened leaves nothing. */
export async function firstProject({
  fragment,
  decode,
  stored,
  example,
  empty,
}: ProjectSources): Promise<FirstProject> {
  if (fragment) {
    try {
      const link = await decode(fragment)
      return { project: link.project, from: 'link', problem: null, link }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      return { project: empty, from: 'nothing', problem, link: null }
    }
  }
  const project = stored()
  if (project) return { project, from: 'storage', problem: null, link: null }
  return { project: example(), from: 'example', problem: null, link: null }
}
