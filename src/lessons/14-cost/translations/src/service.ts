/** A translation service: takes a moment for each text, and as many at a time as one likes. */
export async function translated(text: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 300))
  return `translated: ${text}`
}
