import { randomUUID } from 'node:crypto'
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

export interface Book {
  readonly id: string
  readonly title: string
  readonly version: number
}

export class BookTable {
  readonly #client = DynamoDBDocumentClient.from(new DynamoDBClient({}))

  constructor(readonly TableName: string | undefined) {}

  async list(): Promise<Book[]> {
    const { Items = [] } = await this.#client.send(new ScanCommand({ TableName: this.TableName, Limit: 100 }))
    return Items as Book[]
  }

  async create(title: string): Promise<Book> {
    const Item: Book = { id: randomUUID(), title, version: 1 }
    await this.#client.send(new PutCommand({ TableName: this.TableName, Item }))
    return Item
  }

  async read(id: string): Promise<Book | undefined> {
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.TableName, Key: { id } }))
    return Item as Book | undefined
  }

  /** @returns undefined when there is no such version any more: the condition keeps the other change from being lost */
  async change(id: string, title: string, seen: number): Promise<Book | undefined> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateCommand({
          TableName: this.TableName,
          Key: { id },
          UpdateExpression: 'SET title = :title, version = :next',
          ConditionExpression: 'version = :seen',
          ExpressionAttributeValues: { ':title': title, ':seen': seen, ':next': seen + 1 },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes as Book
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }
  }

  async delete(id: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.TableName, Key: { id } }))
  }
}
