interface StreamEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string; readonly sequenceNumber: string } }[]
}

export const handler = async ({ Records }: StreamEvent) => {
  const degrees = Records.map(({ kinesis }) => {
    const { celsius } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString())
    if (typeof celsius !== 'number') throw new TypeError(`no temperature in ${kinesis.sequenceNumber}`)
    return celsius
  })
  console.log(`${degrees.length} readings, ${degrees.reduce((sum, one) => sum + one, 0) / degrees.length} °C`)
}
