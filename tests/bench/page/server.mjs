/** dist/ as a static host serves it: compressed, and nothing else. */

import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.ttf': 'font/ttf',
  '.png': 'image/png',
}

export async function serveCompressed(dist) {
  const compressed = new Map()
  const server = createServer((request, response) => {
    const file = path.join(dist, path.normalize(new URL(request.url, 'http://localhost').pathname))
    const found = file.endsWith(path.sep) ? path.join(file, 'index.html') : file
    if (!found.startsWith(dist) || !existsSync(found)) return response.writeHead(404).end()
    if (!compressed.has(found)) compressed.set(found, gzipSync(readFileSync(found)))
    const type = TYPES[path.extname(found)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'cache-control': 'max-age=600' })
    response.end(compressed.get(found))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}
