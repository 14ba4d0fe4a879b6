/** node:tls: constants only. */

import { unavailableFunctions } from './node-error'

const ADVICE = 'there are no TCP connections. Use fetch or node:https.'

export default {
  ...unavailableFunctions(
    'tls',
    [
      'SecureContext',
      'Server',
      'TLSSocket',
      'checkServerIdentity',
      'connect',
      'createSecureContext',
      'createSecurePair',
      'createServer',
    ],
    ADVICE,
  ),
  getCiphers: () => [] as string[],
  rootCertificates: Object.freeze([]),
  DEFAULT_CIPHERS: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
}
