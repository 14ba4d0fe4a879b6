export const handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1000)) // somebody else is at work
  return { waited: 1000 }
}
