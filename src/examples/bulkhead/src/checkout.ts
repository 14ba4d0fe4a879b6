export async function handler({ order }: { readonly order: string }) {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return { paid: order }
}
