/** node:constants, the deprecated collection of those of os, fs and crypto. */

import * as cryptoConstants from 'unenv/node/internal/crypto/constants'
import { constants as fsConstants } from './fs-sync'
import os from './os'

const { errno, priority, signals, dlopen } = os.constants as Record<string, object>

export default { ...dlopen, ...errno, ...priority, ...signals, ...fsConstants, ...cryptoConstants }
