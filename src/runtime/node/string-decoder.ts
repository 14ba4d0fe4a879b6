/** node:string_decoder. */

import { StringDecoder as PackagedDecoder } from 'string_decoder/'
import './buffer'

export const StringDecoder = PackagedDecoder

export default { StringDecoder }
