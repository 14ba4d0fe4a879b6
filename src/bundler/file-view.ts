import type { ProjectFiles } from '../project/model'

/**
 * The project's files as one build sees them. It remembers every answer it gave, also that a file is missing, so that
 * whether a later state of the project would build to the same can be told without building.
 */
export class FileView {
  private readonly answers = new Map<string, string | undefined>()
  private readonly folders = new Map<string, string>()

  constructor(private readonly files: ProjectFiles) {}

  /** The file's text; undefined if there is none. */
  read(path: string): string | undefined {
    const text = textOf(this.files, path)
    this.answers.set(path, text)
    return text
  }

  has(path: string): boolean {
    return this.read(path) !== undefined
  }

  /** Paths of all files below `folder`, sorted by code unit. */
  list(folder: string): readonly string[] {
    const paths = pathsBelow(this.files, folder)
    this.folders.set(folder, JSON.stringify(paths))
    return paths
  }

  /** Whether `files` would have given the same answers. */
  holdsFor(files: ProjectFiles): boolean {
    for (const [path, text] of this.answers) if (textOf(files, path) !== text) return false
    for (const [folder, paths] of this.folders) if (JSON.stringify(pathsBelow(files, folder)) !== paths) return false
    return true
  }

  /** Every path that was asked for. */
  asked(): readonly string[] {
    return [...this.answers.keys()]
  }

  /** Every folder that was listed. */
  listed(): readonly string[] {
    return [...this.folders.keys()]
  }
}

function textOf(files: ProjectFiles, path: string): string | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined
}

export function pathsBelow(files: ProjectFiles, folder: string): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`
  return Object.keys(files)
    .filter((path) => path.startsWith(prefix))
    .sort()
}
