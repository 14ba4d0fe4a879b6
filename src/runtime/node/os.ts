/** node:os: the machine of an execution environment. */

import osConstants from 'unenv/node/os'
import { host } from './host'

/** Below this memory a function has the share of one vCPU; Lambda shows at least two. */
const MB_PER_VCPU = 1769
const KERNEL = '5.10.244-267.968.amzn2.x86_64'

function cpus(): object[] {
  const count = Math.max(2, Math.min(6, Math.ceil(host().configuration.memoryLimitInMB / MB_PER_VCPU)))
  const times = { user: 0, nice: 0, sys: 0, idle: Math.round(host().uptime()), irq: 0 }
  return Array.from({ length: count }, () => ({ model: 'Intel(R) Xeon(R) Processor @ 2.50GHz', speed: 2500, times }))
}

const totalmem = () => host().configuration.memoryLimitInMB * 2 ** 20

export default {
  EOL: '\n',
  devNull: '/dev/null',
  constants: osConstants.constants,
  arch: () => 'x64',
  availableParallelism: () => cpus().length,
  cpus,
  endianness: () => 'LE',
  freemem: () => Math.max(0, totalmem() - Math.round(host().memoryUsedMB() * 2 ** 20)),
  totalmem,
  homedir: () => '/home/sbx_user1051',
  hostname: () => '169.254.100.1',
  loadavg: () => [0, 0, 0],
  machine: () => 'x86_64',
  networkInterfaces: () => ({
    lo: [
      {
        address: '127.0.0.1',
        netmask: '255.0.0.0',
        family: 'IPv4',
        mac: '00:00:00:00:00:00',
        internal: true,
        cidr: '127.0.0.1/8',
      },
    ],
  }),
  platform: () => 'linux',
  release: () => KERNEL,
  version: () => '#1 SMP',
  tmpdir: () => '/tmp',
  type: () => 'Linux',
  uptime: () => host().uptime() / 1000,
  userInfo: () => ({
    uid: 993,
    gid: 990,
    username: 'sbx_user1051',
    homedir: '/home/sbx_user1051',
    shell: '/sbin/nologin',
  }),
  getPriority: () => 0,
  setPriority: () => undefined,
}
