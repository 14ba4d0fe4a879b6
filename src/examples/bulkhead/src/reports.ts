export async function handler({ report }: { readonly report: string }) {
  await new Promise((resolve) => setTimeout(resolve, 4000)) // a large query
  console.log('made report', report)
}
