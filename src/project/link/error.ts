/** Why a link or a file could not be opened, or made. The message is for people. */
export class LinkError extends Error {
  override readonly name = 'LinkError'

  constructor(
    readonly code: 'damaged' | 'newer' | 'too-large' | 'not-a-project',
    message: string,
  ) {
    super(message)
  }
}

/** What was opened, in words. */
export type Carrier = 'link' | 'file'

const ADVICE: Readonly<Record<Carrier, string>> = {
  link: 'Copy the whole link and try again.',
  file: 'Get the file again and try once more.',
}

export const damaged = (carrier: Carrier): LinkError =>
  new LinkError('damaged', `This ${carrier} is damaged: part of it is missing or changed. ${ADVICE[carrier]}`)

export const notOurs = (carrier: Carrier): LinkError =>
  new LinkError(
    'damaged',
    carrier === 'link'
      ? `This link is no link to a project: its beginning is missing. ${ADVICE.link}`
      : 'This is no .coldstart file: its beginning is another one.',
  )

export const newer = (carrier: Carrier): LinkError =>
  new LinkError(
    'newer',
    `This ${carrier} was made by a newer version of Coldstart. Reload the page to get it, then open the ${carrier} again.`,
  )

export const tooLarge = (carrier: Carrier): LinkError =>
  new LinkError('too-large', `This ${carrier} holds more than a project may be, so it was not opened.`)

export const notAProject = (carrier: Carrier, why: string): LinkError =>
  new LinkError('not-a-project', `This ${carrier} does not hold a project: ${why}`)
