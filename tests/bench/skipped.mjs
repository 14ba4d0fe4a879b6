/** Thrown by a measurement that cannot be made here; the message says why. */
export class Skipped extends Error {
  name = 'Skipped'
}
