import { cloud, expect, test } from 'coldstart/test'

const put = (id: string, title: string, version: number) =>
  cloud.http({ method: 'PUT', url: `/books/${id}`, headers: { 'if-match': String(version) }, body: { title } })

test('a book is created, read, changed and deleted', async () => {
  const created = await cloud.http({ method: 'POST', url: '/books', body: { title: 'Notes' } })
  expect(created.status).toBe(201)
  const { id } = created.json
  expect(created.headers).toMatchObject({ location: `/books/${id}` })

  expect((await put(id, 'Notes by the translator', 1)).json).toEqual({
    id,
    title: 'Notes by the translator',
    version: 2,
  })
  expect((await cloud.http('/books')).json).toHaveLength(1)
  expect((await cloud.http({ method: 'DELETE', url: `/books/${id}` })).status).toBe(204)
  expect((await cloud.http(`/books/${id}`)).status).toBe(404)
})

test('a change based on an old version is refused', async () => {
  const { id } = (await cloud.http({ method: 'POST', url: '/books', body: { title: 'Notes' } })).json
  const both = await Promise.all([put(id, 'Hers', 1), put(id, 'His', 1)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412])
  expect((await cloud.http(`/books/${id}`)).json).toMatchObject({ version: 2 })
})
