interface Visitor {
  readonly name: string
}

export async function handler(visitor: Visitor) {
  console.log('somebody is here')
  return { greeting: `Hello, ${visitor.name}!` }
}
