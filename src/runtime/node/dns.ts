/** node:dns: there is no resolver. */

import { unavailable, unavailableFunctions } from './node-error'

const ADVICE = 'a page cannot resolve names. Requests with fetch or node:http(s) need no address.'

const LOOKUPS = [
  'lookup',
  'lookupService',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTxt',
  'reverse',
] as const

/** c-ares' names for what goes wrong. */
const codes = {
  NODATA: 'ENODATA',
  FORMERR: 'EFORMERR',
  SERVFAIL: 'ESERVFAIL',
  NOTFOUND: 'ENOTFOUND',
  NOTIMP: 'ENOTIMP',
  REFUSED: 'EREFUSED',
  BADQUERY: 'EBADQUERY',
  BADNAME: 'EBADNAME',
  BADFAMILY: 'EBADFAMILY',
  BADRESP: 'EBADRESP',
  CONNREFUSED: 'ECONNREFUSED',
  TIMEOUT: 'ETIMEOUT',
  EOF: 'EOF',
  FILE: 'EFILE',
  NOMEM: 'ENOMEM',
  DESTRUCTION: 'EDESTRUCTION',
  BADSTR: 'EBADSTR',
  BADFLAGS: 'EBADFLAGS',
  NONAME: 'ENONAME',
  BADHINTS: 'EBADHINTS',
  NOTINITIALIZED: 'ENOTINITIALIZED',
  LOADIPHLPAPI: 'ELOADIPHLPAPI',
  ADDRGETNETWORKPARAMS: 'EADDRGETNETWORKPARAMS',
  CANCELLED: 'ECANCELLED',
}

const settings = {
  ...codes,
  getServers: () => [] as string[],
  setServers: () => undefined,
  getDefaultResultOrder: () => 'verbatim',
  setDefaultResultOrder: () => undefined,
}

export const promises = {
  ...settings,
  ...unavailableFunctions('dns.promises', ['Resolver'], ADVICE),
  ...Object.fromEntries(
    LOOKUPS.map((name) => [name, () => Promise.reject(unavailable(`dns.promises.${name}`, ADVICE))]),
  ),
}

export default {
  ...settings,
  ...unavailableFunctions('dns', [...LOOKUPS, 'Resolver'], ADVICE),
  ADDRCONFIG: 32,
  V4MAPPED: 8,
  ALL: 16,
  promises,
}
