/** Packages without types of their own. Those with Node's names have the types of Node's modules. */

declare module 'readable-stream' {
  import stream from 'node:stream'
  export = stream
}
declare module 'process/' {
  const process: Record<string, unknown>
  export default process
}
declare module 'events/' {
  const EventEmitter: { init: () => void }
  export default EventEmitter
}
declare module 'string_decoder/' {
  import decoder from 'node:string_decoder'
  export = decoder
}
declare module 'unenv/node/os' {
  const os: { constants: Record<string, unknown> }
  export default os
}
declare module 'unenv/node/punycode' {
  import punycode from 'node:punycode'
  export default punycode
}
declare module 'unenv/node/querystring' {
  import querystring from 'node:querystring'
  export default querystring
}
