export const handler = async (reminder: { readonly text: string }) => {
  console.log('ring:', reminder.text)
}
