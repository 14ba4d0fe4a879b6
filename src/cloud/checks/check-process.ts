/** What the process of a check starts with. */

import { CHECK_HANDLER, TEST_TIMEOUT_MAX, type CheckedStack } from '../../checks/protocol'
import type { InitMessage } from '../../runtime/protocol'
import type { Cloud } from '../cloud'
import type { DeployReport } from '../protocol'
import type { CodePackage } from '../services/contract'

const MEGABYTE = 1024 * 1024

/** Turns take no time; a read of the clock takes the least that there is, so that a busy-wait ends. */
const CPU = { mode: 'fixed', turnMs: 0, clockReadMs: 0.001 } as const

export function checkInit(
  cloud: Pick<Cloud, 'kernel' | 'account' | 'entrances' | 'userCredentials'>,
  { files, layers }: CodePackage,
  deployed: DeployReport | null,
): InitMessage {
  const { kernel, account } = cloud
  const credentials = cloud.userCredentials()
  const stack: CheckedStack = {
    outputs: deployed?.outputs ?? {},
    resources: Object.fromEntries(
      (deployed?.resources ?? []).map(({ logicalId, type, physicalId: name, arn, ref }) => [
        logicalId,
        { type, name, arn, ref },
      ]),
    ),
    urls: cloud.entrances().map(({ url }) => url),
  }
  return {
    type: 'init',
    now: kernel.now,
    deadline: kernel.now + TEST_TIMEOUT_MAX,
    configuration: {
      functionName: 'check',
      functionVersion: '$LATEST',
      memoryLimitInMB: 1769,
      handler: CHECK_HANDLER,
      runtime: 'nodejs24.x',
      logGroupName: '',
      logStreamName: '',
      variables: {
        TZ: ':UTC',
        AWS_REGION: account.region,
        AWS_DEFAULT_REGION: account.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      },
      ephemeralStorageBytes: 512 * MEGABYTE,
    },
    files,
    layers,
    cpu: CPU,
    seed: kernel.random('checks').uint32(),
    check: JSON.stringify(stack),
  }
}
