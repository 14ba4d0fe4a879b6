interface Invoice {
  readonly invoice: string
  readonly to: string
}

export const handler = async ({ invoice, to }: Invoice) => {
  if (!to.includes('@')) throw new Error(`${invoice}: "${to}" is no address`)
  console.log(`${invoice} sent to ${to}`)
  return { invoice, sentTo: to }
}
