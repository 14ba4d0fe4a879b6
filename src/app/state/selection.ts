/** What the page is looking at: one request, or one message of a queue. */
export interface Selection {
  readonly kind: 'request' | 'message'
  readonly id: string
}
