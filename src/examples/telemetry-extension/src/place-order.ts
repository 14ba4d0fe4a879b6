process.on('SIGTERM', () => {
  // Only functions with an extension get it, and 300 ms to end.
  console.log('The environment ends')
  process.exit(0)
})

export async function handler(event: { readonly order: string; readonly fail?: boolean }) {
  console.log('placing', event.order)
  if (event.fail) process.exit(1)
  return { placed: event.order }
}
