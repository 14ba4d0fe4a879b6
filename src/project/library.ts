/** The projects in this browser and how they came to be what they are: IndexedDB. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { sameFiles } from './files'
import type { Project, ProjectFiles } from './model'

export interface LibraryEntry extends Project {
  readonly id: string
  /** Milliseconds since 1970, of this machine's clock. */
  readonly changedAt: number
  /** As it was opened first: what a reset goes back to. */
  readonly origin: ProjectFiles
}

/** Why a state of a project was kept. */
export type RevisionReason = 'deployed' | 'edited' | 'before a reset' | 'before going back'

export interface Revision extends Project {
  readonly project: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: RevisionReason
}

/** Of one project; the oldest go first. */
export const REVISIONS_MAX = 40
/** Of all projects; those that were changed longest ago go first. */
export const PROJECTS_MAX = 100

interface Schema extends DBSchema {
  projects: { key: string; value: LibraryEntry; indexes: { changedAt: number } }
  revisions: { key: number; value: Revision; indexes: { project: string } }
}

/** Every method rejects where the browser keeps nothing: storage denied, private windows of some browsers. */
export class Library {
  #database: Promise<IDBPDatabase<Schema>> | null = null

  /** @returns the last changed first */
  async list(): Promise<readonly LibraryEntry[]> {
    const entries = await (await this.#open()).getAllFromIndex('projects', 'changedAt')
    return entries.reverse()
  }

  async get(id: string): Promise<LibraryEntry | undefined> {
    return (await this.#open()).get('projects', id)
  }

  async put(entry: LibraryEntry): Promise<void> {
    const database = await this.#open()
    await database.put('projects', entry)
    const oldest = await database.getAllKeysFromIndex('projects', 'changedAt')
    for (const id of oldest.slice(0, Math.max(0, oldest.length - PROJECTS_MAX))) await this.remove(id)
  }

  /** With its history. @returns puts both back */
  async remove(id: string): Promise<() => Promise<void>> {
    const database = await this.#open()
    const entry = await database.get('projects', id)
    const revisions = await database.getAllFromIndex('revisions', 'project', id)
    const change = database.transaction(['projects', 'revisions'], 'readwrite')
    await change.objectStore('projects').delete(id)
    for (const key of await change.objectStore('revisions').index('project').getAllKeys(id)) {
      await change.objectStore('revisions').delete(key)
    }
    await change.done
    return async () => {
      if (entry) await database.put('projects', entry)
      for (const revision of revisions) await database.add('revisions', revision)
    }
  }

  /** @returns the newest first */
  async revisions(project: string): Promise<readonly Revision[]> {
    return (await (await this.#open()).getAllFromIndex('revisions', 'project', project)).reverse()
  }

  /** Keeps a state of a project, unless it is the one that was kept last. */
  async note(revision: Revision): Promise<void> {
    const change = (await this.#open()).transaction('revisions', 'readwrite')
    const keys = await change.store.index('project').getAllKeys(revision.project)
    const last = keys.length > 0 ? await change.store.get(keys[keys.length - 1] ?? 0) : undefined
    if (!last || !sameFiles(last.files, revision.files)) {
      await change.store.add(revision)
      for (const key of keys.slice(0, Math.max(0, keys.length + 1 - REVISIONS_MAX))) await change.store.delete(key)
    }
    await change.done
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('coldstart', 1, {
      upgrade(database) {
        database.createObjectStore('projects', { keyPath: 'id' }).createIndex('changedAt', 'changedAt')
        database.createObjectStore('revisions', { autoIncrement: true }).createIndex('project', 'project')
      },
    })
    return this.#database
  }
}
