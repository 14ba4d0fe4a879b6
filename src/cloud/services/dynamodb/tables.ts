/** The tables of the account in its Region, and the streams they had; shared by DynamoDB's API and that of its streams. */

import { formatArn } from '../../aws/arn'
import { isoTimestamp } from '../../aws/timestamps'
import type { Latency, ServiceContext } from '../contract'
import * as limits from './limits'
import { Table, type Index, type IndexDefinition, type Status, type TableDefinition } from './state'
import { Stream, type ViewType } from './stream'
import { errors } from './wire'

const TYPICAL: Readonly<Record<Status, Latency>> = {
  CREATING: limits.TABLE_CREATION_TIME,
  ACTIVE: limits.TABLE_UPDATE_TIME,
  UPDATING: limits.TABLE_UPDATE_TIME,
  DELETING: limits.TABLE_DELETION_TIME,
}

export class Tables {
  readonly #context: ServiceContext
  readonly #tables = new Map<string, Table>()
  /** Enabled and recently disabled ones, by ARN, oldest first. */
  readonly #streams = new Map<string, Stream>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  arnOf(name: string): string {
    return formatArn('dynamodb', this.#context.account, `table/${name}`)
  }

  /** A table in the state CREATING: `settle` it. */
  create(definition: TableDefinition, view: ViewType | null): Table {
    const { kernel } = this.#context
    const table = new Table(definition, this.arnOf(definition.name), kernel.random('dynamodb-tables').uuid(), kernel)
    this.#tables.set(definition.name, table)
    if (view) this.openStream(table, view)
    this.#recordStatus(table)
    return table
  }

  /** To DELETING; `settle` it. */
  delete(table: Table): void {
    table.status = 'DELETING'
    this.#recordStatus(table)
  }

  /** To UPDATING; `settle` it. */
  update(table: Table): void {
    table.status = 'UPDATING'
    this.#recordStatus(table)
  }

  addIndex(table: Table, definition: IndexDefinition): void {
    table.addIndex(definition).status = 'CREATING'
  }

  removeIndex(index: Index): void {
    index.status = 'DELETING'
  }

  /**
   * The table becomes what it is about to be: ACTIVE with its indexes, or nothing.
   * @param when the usual time later (none in a run without latencies), or at once, as for CloudFormation, which waits
   */
  settle(table: Table, when: 'at-once' | 'later'): void {
    const delay = when === 'at-once' ? 0 : this.#context.delay(TYPICAL[table.status], 'dynamodb-tables')
    const { status } = table
    const settle = (): void => {
      if (table.status !== status) return
      if (status === 'DELETING') {
        table.close()
        this.#tables.delete(table.name)
        return
      }
      for (const [name, index] of table.indexes) {
        if (index.status === 'DELETING') table.indexes.delete(name)
        else index.status = 'ACTIVE'
      }
      table.status = 'ACTIVE'
      this.#recordStatus(table)
    }
    if (delay === 0) settle()
    else this.#context.kernel.after(delay, settle)
  }

  openStream(table: Table, view: ViewType): Stream {
    const { kernel } = this.#context
    const label = isoTimestamp(kernel.now).replace('Z', '')
    const stream = new Stream(table.name, `${table.arn}/stream/${label}`, label, view, table.keys, kernel)
    table.stream = stream
    this.#streams.set(stream.arn, stream)
    return stream
  }

  closeStream(table: Table): void {
    table.stream?.close()
    table.stream = null
  }

  /** In the order of their names. */
  all(): readonly Table[] {
    return [...this.#tables.keys()].sort().map((name) => this.#tables.get(name) as Table)
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name)
  }

  findByArn(arn: string): Table | undefined {
    const table = this.find(/:table\/([^/]+)/.exec(arn)?.[1] ?? '')
    return table?.arn === arn ? table : undefined
  }

  /** A table whose items can be used. @throws AwsError ResourceNotFoundException */
  usable(name: string): Table {
    const table = this.find(name)
    if (!table || table.status === 'CREATING' || table.status === 'DELETING') throw errors.resourceNotFound()
    return table
  }

  streams(): readonly Stream[] {
    for (const [arn, stream] of this.#streams) if (stream.expired) this.#streams.delete(arn)
    return [...this.#streams.values()]
  }

  findStream(arn: string): Stream | undefined {
    return this.streams().find((stream) => stream.arn === arn)
  }

  #recordStatus(table: Table): void {
    this.#context.kernel.trace.record({ type: 'dynamodb.table', table: table.name, status: table.status })
  }
}

/** One set of tables per cloud, whichever of the two APIs is made first. */
const TABLES = new WeakMap<ServiceContext['kernel'], Tables>()

export function tablesOf(context: ServiceContext): Tables {
  let tables = TABLES.get(context.kernel)
  if (!tables) {
    tables = new Tables(context)
    TABLES.set(context.kernel, tables)
  }
  return tables
}
