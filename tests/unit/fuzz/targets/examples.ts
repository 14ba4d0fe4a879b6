/** Real texts of each language, to be made worse. */

import { readdirSync, readFileSync } from 'node:fs'

/** Templates of the gallery, the small ones. */
export const TEMPLATES: readonly string[] = readdirSync('src/examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    try {
      return [readFileSync(`src/examples/${name}/template.yaml`, 'utf8')]
    } catch {
      return []
    }
  })
  .filter((text) => text.length < 3000)

export const EVENTS: readonly string[] = [
  '{"stimuli":[{"at":1.5,"to":"Orders","body":{"n":"{{n}}"},"count":20,"over":10,"spread":"poisson"},{"to":"F","file":"events/a.json","async":true}]}',
  '{"Records":[{"messageId":"1","body":"{\\"order\\":1}","attributes":{"ApproximateReceiveCount":"1"},"eventSource":"aws:sqs"}]}',
  '{"version":"0","id":"1","detail-type":"placed","source":"shop","time":"2026-01-31T12:00:00Z","resources":[],"detail":{"total":12.5,"items":["a","b"],"ip":"10.0.0.1"}}',
  '{"level":"ERROR","ms":120,"user":{"name":"x","tags":[1,null,true]}}',
]
