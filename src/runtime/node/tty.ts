/** node:tty: nothing here is a terminal. */

import { unavailableFunctions } from './node-error'

const advice = 'a function has no terminal. Use process.stdout.'

export default {
  ...unavailableFunctions('tty', ['ReadStream', 'WriteStream'], advice),
  isatty: () => false,
}
