/**
 * Bodies of requests that S3's client cannot send from a browser: Node.js's streams, web streams and blobs. They are
 * read here, so that the request has bytes, a length and a checksum in its header.
 */

interface HttpRequest {
  body?: unknown
  headers: Record<string, string>
}

export async function readBody(request: HttpRequest): Promise<void> {
  const { body, headers } = request
  if (body === undefined || body === null || typeof body === 'string') return
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer) return
  const bytes = await bytesOf(body)
  request.body = bytes
  delete headers['transfer-encoding']
  headers['content-length'] = String(bytes.byteLength)
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer())
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<string | Uint8Array>) {
    chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
  }
  const bytes = new Uint8Array(chunks.reduce((total, { byteLength }) => total + byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}
