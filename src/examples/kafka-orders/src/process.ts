interface KafkaRecord {
  readonly partition: number
  readonly offset: number
  readonly value: string
}

interface Order {
  readonly id: string
  readonly total?: number
}

export const handler = async ({ records }: { readonly records: Readonly<Record<string, readonly KafkaRecord[]>> }) => {
  for (const { partition, offset, value } of Object.values(records).flat()) {
    const order = JSON.parse(Buffer.from(value, 'base64').toString()) as Order
    if (order.total === undefined) throw new Error(`${order.id} has no total`)
    console.log(`${order.id} (partition ${partition}, offset ${offset}): ${order.total}`)
  }
}
