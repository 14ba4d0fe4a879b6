/** node:stream/promises. */

import { promises } from './stream'

export default promises
