/** The types of `@types/aws-lambda`, by name: TypeScript does not offer what nobody has imported yet. */

const EXPORTED = /^export (?:interface|type|class) (\w+)/gm
const ABOUT = /(Event|EventV2|Result|ResultV2|Response|Handler|HandlerV2|Record|Context)$/

let names: readonly string[] = []

/** @param files path below node_modules → text */
export function noteEventTypes(files: Readonly<Record<string, string>>): void {
  const found = Object.entries(files)
    .filter(([path]) => path.startsWith('@types/aws-lambda/'))
    .flatMap(([, text]) => [...text.matchAll(EXPORTED)].map(([, name = '']) => name))
  names = [...new Set(found)].filter((name) => ABOUT.test(name)).sort()
}

export const eventTypes = (): readonly string[] => names
