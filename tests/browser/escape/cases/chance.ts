/** Reading the machine's chance. Everything must come from the seed: the same in every run. */

import type { EscapeCase } from '../contract'

const drawn = (id: string, tries: string, attack: string): EscapeCase => ({
  id,
  tries,
  attack,
  fails: ['same in every run'],
})

export const CHANCE: readonly EscapeCase[] = [
  drawn('math-random', 'Math.random', `return [Math.random(), new Function('return Math.random()')()]`),
  drawn(
    'random-values',
    'crypto.getRandomValues',
    `return [...crypto.getRandomValues(new Uint8Array(16)), ...Crypto.prototype.getRandomValues.call(crypto, new Uint8Array(4))]`,
  ),
  drawn('random-uuid', 'crypto.randomUUID', `return [crypto.randomUUID(), require('node:crypto').randomUUID()]`),
  drawn(
    'random-bytes',
    'node:crypto',
    `const crypto = require('node:crypto'); return [crypto.randomBytes(8).toString('hex'), crypto.randomInt(1e9)]`,
  ),
  drawn(
    'random-key',
    'a symmetric key',
    `const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']); return [...new Uint8Array(await crypto.subtle.exportKey('raw', key))]`,
  ),
  drawn(
    'random-hmac',
    'a key for HMAC',
    `const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); return [...new Uint8Array(await crypto.subtle.exportKey('raw', key))]`,
  ),
  drawn(
    'object-url',
    'the name of a Blob',
    `return URL.createObjectURL(new Blob(['x'])).length > 0 ? URL.createObjectURL(new Blob(['x'])) : ''`,
  ),
  drawn(
    'form-boundary',
    'the boundary of a form',
    `const form = new FormData(); form.append('a', 'b'); return (await new Response(form).text()).split('\\r\\n')[0]`,
  ),
  drawn(
    'form-boundary-header',
    'the boundary of a form, in a header',
    `const form = new FormData(); form.append('a', 'b'); return [new Request('https://x.test', { method: 'POST', body: form }).headers.get('content-type'), new Response(form).headers.get('content-type')]`,
  ),
  drawn(
    'process-numbers',
    'numbers of the process and the machine',
    `const os = require('node:os'); return [process.pid, process.ppid, os.hostname(), os.freemem(), os.totalmem(), os.loadavg(), os.cpus().length]`,
  ),
  drawn(
    'request-ids',
    'ids that the cloud gives',
    `return (await fetch('https://sqs.us-east-1.amazonaws.com/', { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.ListQueues' }, body: '{}' })).headers.get('x-amzn-requestid')`,
  ),
  drawn(
    'environment-ids',
    'names of its log stream and keys',
    `return [process.env.AWS_LAMBDA_LOG_STREAM_NAME, process.env.AWS_ACCESS_KEY_ID, process.env._X_AMZN_TRACE_ID]`,
  ),
  drawn('temporary-names', 'names of temporary folders', `return require('node:fs').mkdtempSync('/tmp/x-')`),
  drawn(
    'sort-random',
    'orders of sorting and of keys',
    `return [Object.keys({ b: 1, a: 2, 1: 3 }), [3, 1, 2].sort(() => Math.random() - 0.5)]`,
  ),
  drawn(
    'locale',
    'the language and time zone of the machine',
    `return [Intl.DateTimeFormat().resolvedOptions().timeZone, new Date(0).getTimezoneOffset(), (1234.5).toLocaleString(), new Date(0).toString(), Intl.NumberFormat().resolvedOptions().locale]`,
  ),
]
