import type { Context } from 'aws-lambda'

const discount = Number(process.env.DISCOUNT)

export async function handler({ euros }: { readonly euros: number }, { functionVersion }: Context) {
  return { euros: euros * (1 - discount / 100), version: functionVersion }
}
