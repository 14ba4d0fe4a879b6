/** What belongs to no project: made by tools, or somebody's secret. The first rule that fits says why. */

interface Rule {
  readonly fits: (path: string, name: string, folders: readonly string[]) => boolean
  readonly why: string
}

const FOLDERS: Readonly<Record<string, string>> = {
  node_modules: 'installed packages',
  '.aws-sam': 'built by sam build',
  '.git': 'Git’s own',
  '.hg': 'Mercurial’s own',
  '.svn': 'Subversion’s own',
  'cdk.out': 'made by cdk synth',
  '.venv': 'installed packages',
  venv: 'installed packages',
  __pycache__: 'compiled Python',
  '.pytest_cache': 'a cache',
  '.terraform': 'Terraform’s own',
  '.vscode': 'an editor’s own',
  '.idea': 'an editor’s own',
  '.vs': 'an editor’s own',
  '.cache': 'a cache',
  '.nyc_output': 'made by tests',
  coverage: 'made by tests',
  __MACOSX: 'macOS’s own',
}

const FILES: Readonly<Record<string, string>> = {
  '.DS_Store': 'macOS’s own',
  'Thumbs.db': 'Windows’s own',
  'desktop.ini': 'Windows’s own',
}

const RULES: readonly Rule[] = [
  { fits: (_, name) => Object.hasOwn(FILES, name), why: 'the system’s own' },
  { fits: (_, name) => name.startsWith('._'), why: 'macOS’s own' },
  { fits: (_, name) => /^\.env(\.(?!example$|sample$|template$).*)?$/.test(name), why: 'may hold secrets' },
  { fits: (_, name) => /\.(pem|p12|pfx|key)$/i.test(name), why: 'may hold secrets' },
  { fits: (_, name) => /\.tsbuildinfo$/.test(name), why: 'made by TypeScript' },
]

export interface LeftOut {
  /** A file, or a folder with all in it, which ends in a slash. */
  readonly path: string
  readonly why: string
  readonly count: number
}

/** @returns what of the path is left out: the folder, or the file itself; null for what is kept */
export function leftOut(path: string): Omit<LeftOut, 'count'> | null {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  const depth = parts.slice(0, -1).findIndex((folder) => Object.hasOwn(FOLDERS, folder))
  if (depth >= 0) return { path: `${parts.slice(0, depth + 1).join('/')}/`, why: FOLDERS[parts[depth] ?? ''] ?? '' }
  const rule = RULES.find(({ fits }) => fits(path, name, parts.slice(0, -1)))
  return rule ? { path, why: rule.why } : null
}

/** What was left out, each folder once. */
export class LeftOutList {
  readonly #all = new Map<string, { why: string; count: number }>()

  add({ path, why }: Omit<LeftOut, 'count'>): void {
    const known = this.#all.get(path)
    if (known) known.count++
    else this.#all.set(path, { why, count: 1 })
  }

  get list(): readonly LeftOut[] {
    const list = [...this.#all].map(([path, { why, count }]) => ({ path, why, count }))
    return list.sort(({ path: a }, { path: b }) => (a < b ? -1 : 1))
  }
}
