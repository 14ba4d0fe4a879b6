import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { BookTable, type Book } from './book-table'

const books = new BookTable(process.env.TABLE_NAME)

interface Request {
  readonly id: string
  readonly body: Partial<Book>
  /** The version that the client has seen. */
  readonly ifMatch: string | undefined
}

const routes: Readonly<Record<string, (request: Request) => Promise<object>>> = {
  'GET /books': async () => json(200, await books.list()),

  'POST /books': async ({ body }) => {
    if (!body.title) return problem(400, 'A book needs a title')
    const book = await books.create(body.title)
    return json(201, book, { location: `/books/${book.id}` })
  },

  'GET /books/{id}': async ({ id }) => {
    const book = await books.read(id)
    return book ? json(200, book, { etag: String(book.version) }) : problem(404, 'No such book')
  },

  'PUT /books/{id}': async ({ id, body, ifMatch }) => {
    if (!body.title) return problem(400, 'A book needs a title')
    if (!ifMatch) return problem(428, 'Say with If-Match which version you have changed')
    const book = await books.change(id, body.title, Number(ifMatch))
    return book ? json(200, book, { etag: String(book.version) }) : problem(412, 'Somebody has changed it meanwhile')
  },

  'DELETE /books/{id}': async ({ id }) => {
    await books.delete(id)
    return { statusCode: 204 }
  },
}

export async function handler({ routeKey, pathParameters, body, headers }: APIGatewayProxyEventV2) {
  const route = routes[routeKey]
  if (!route) return problem(404, `No route ${routeKey}`)
  let given: Partial<Book>
  try {
    given = JSON.parse(body ?? '{}')
  } catch {
    return problem(400, 'The body is not JSON')
  }
  return route({ id: pathParameters?.id ?? '', body: given, ifMatch: headers['if-match'] })
}

function json(statusCode: number, value: unknown, headers: Readonly<Record<string, string>> = {}) {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

const problem = (statusCode: number, message: string) => json(statusCode, { message })
