interface Visitor {
  readonly name?: string
}

export async function handler({ name = 'stranger' }: Visitor) {
  console.log('somebody is here')
  return { greeting: `Hello, ${name}!` }
}
