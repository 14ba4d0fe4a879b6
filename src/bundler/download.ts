/**
 * What esbuild.wasm has in bytes. A server that compresses tells only the compressed length, while what is counted is
 * what comes out.
 */
export const ESBUILD_WASM_BYTES = 13_978_850

/**
 * Fetches esbuild.wasm.
 * @returns a response that `WebAssembly.compileStreaming` accepts whatever content type the server sends
 * @throws Error if the server does not have it
 */
export async function download(
  url: string,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<Response> {
  const response = await fetch(url)
  if (!response.ok || !response.body) throw new Error(`Downloading esbuild failed: HTTP ${response.status} for ${url}`)
  let loadedBytes = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        loadedBytes += chunk.byteLength
        onProgress(loadedBytes, Math.max(loadedBytes, ESBUILD_WASM_BYTES))
        controller.enqueue(chunk)
      },
    }),
  )
  return new Response(counted, { headers: { 'content-type': 'application/wasm' } })
}
