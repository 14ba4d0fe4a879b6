/** Stands for a mail server. `busy` refuses the first two mails and takes the third. */

export class NoSuchMailbox extends Error {
  override readonly name = 'NoSuchMailbox'
}

let refused = 0

export function deliver(to: string): void {
  if (to === 'nobody') throw new NoSuchMailbox(to)
  if (to === 'busy' && refused < 2) {
    refused++
    throw new Error('The mail server is busy. Try again later.')
  }
  console.log(`delivered to ${to}`)
}
