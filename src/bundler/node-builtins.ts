/** Names of Node.js's built-in modules, and what an import's specifier names. */

/** Loadable with and without `node:`; Node.js 22 and 24. */
const NAMES = new Set(
  `assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
  dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix
  path/win32 perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers
  stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm
  wasi worker_threads zlib`.split(/\s+/),
)

/** Whether Node.js would look for `specifier` among its own modules. Whatever says `node:` is meant for Node.js. */
export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || NAMES.has(specifier)
}

/** `node:fs` → `fs`; other specifiers unchanged. */
export function withoutScheme(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier
}

/** The package of a bare specifier: `@scope/name/sub` → `@scope/name`, `name/sub` → `name`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
