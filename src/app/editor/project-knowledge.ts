/** What the editor knows of the project beside the open text: its files, and what template.yaml says about them. */

import type { ProjectFiles } from '../../project/model'
import type { TemplateReading } from '../../project/template'
import { environmentsOf, type Environments } from '../../project/template/handlers/environment'
import { feedsOf, type Feed } from '../../project/template/handlers/feeds'
import { handlerPlaces, type HandlerPlace } from '../../project/template/handlers/files'

export interface Handler extends HandlerPlace {
  readonly feeds: readonly Feed[]
}

export class ProjectKnowledge {
  files: ProjectFiles = {}
  reading: TemplateReading | null = null
  /** The name that a resource has in the sandbox. */
  deployed: (logicalId: string) => string | null = () => null
  environments: Environments = new Map()
  #feeds: readonly Feed[] = []

  setTemplate(reading: TemplateReading | null): void {
    this.reading = reading
    this.environments = reading?.stack ? environmentsOf(reading.stack) : new Map()
    this.#feeds = reading?.stack ? feedsOf(reading.stack) : []
  }

  /** The functions whose code begins in a file. */
  handlersIn(path: string): readonly Handler[] {
    return handlerPlaces(this.reading?.functions ?? [], this.files)
      .filter((place) => place.path === path)
      .map((place) => ({ ...place, feeds: this.#feeds.filter(({ functionId }) => functionId === place.functionId) }))
  }
}
