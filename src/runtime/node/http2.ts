/** node:http2: constants only, for libraries that import it beside node:https. */

import * as http2Constants from 'unenv/node/internal/http2/constants'
import { unavailableFunctions } from './node-error'

const ADVICE = 'use fetch or node:https; the browser decides about HTTP/2.'

export default {
  ...unavailableFunctions(
    'http2',
    [
      'Http2ServerRequest',
      'Http2ServerResponse',
      'connect',
      'createSecureServer',
      'createServer',
      'getPackedSettings',
      'getUnpackedSettings',
      'performServerHandshake',
    ],
    ADVICE,
  ),
  constants: { ...http2Constants },
  sensitiveHeaders: Symbol('nodejs.http2.sensitiveHeaders'),
  getDefaultSettings: () => ({
    headerTableSize: 4096,
    enablePush: true,
    initialWindowSize: 65535,
    maxFrameSize: 16384,
    maxConcurrentStreams: 4294967295,
    maxHeaderListSize: 65535,
    maxHeaderSize: 65535,
    enableConnectProtocol: false,
  }),
}
