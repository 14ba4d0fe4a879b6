import { LINK_LENGTH_MAX } from '../../project/share-url'

/** What a length means, for people who want to send it. */
export interface Fit {
  readonly tone: 'success' | 'running' | 'throttle' | 'error'
  readonly text: string
}

/** The longest message that all common chats take as it is: Discord's limit; Slack's and Telegram's are about twice it. */
export const CHAT_MAX = 2000
/** As much of a URL as web servers and mail gateways commonly pass on, when they rewrite it to check it. */
export const MAIL_MAX = 8000

/** @param length characters of the whole URL */
export function fitOf(length: number): Fit {
  if (length <= CHAT_MAX) return { tone: 'success', text: 'Fits everywhere: chats, e-mail, documents' }
  if (length <= MAIL_MAX) return { tone: 'running', text: 'Fits e-mail and documents; some chats cut it off' }
  if (length <= LINK_LENGTH_MAX) {
    return { tone: 'throttle', text: 'Browsers open it; chats and mail programs may cut it off: a file is safer' }
  }
  return { tone: 'error', text: 'Too long for a link: download it as a file' }
}

/** How far a meter is filled: a third for each of chats, e-mail and what browsers alone open. */
export function filledOf(length: number): number {
  if (length <= CHAT_MAX) return length / CHAT_MAX / 3
  if (length <= MAIL_MAX) return 1 / 3 + (length - CHAT_MAX) / (MAIL_MAX - CHAT_MAX) / 3
  const beyond = Math.log(length / MAIL_MAX) / Math.log(LINK_LENGTH_MAX / MAIL_MAX)
  return Math.min(1, 2 / 3 + beyond / 3)
}
