/**
 * The types of trace records as data, for what comes from a stranger. Runs in Node.js, for `npm run trace-shapes` and for
 * the test that holds the committed file against the types.
 */

import path from 'node:path'
import ts from 'typescript'
import type { Shape } from '../cloud/aws/trace-shape'

/** @param file trace-records.ts @returns by the record's `type`, sorted */
export function traceShapes(file: string): Record<string, Shape> {
  const program = ts.createProgram([file], { strict: true, noEmit: true, exactOptionalPropertyTypes: true })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const facts = source?.statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === 'TraceFact',
  )
  if (!facts) throw new Error(`${path.basename(file)} has no TraceFact`)
  const shapes = new Map<string, Shape>()
  for (const fact of membersOf(checker.getTypeAtLocation(facts.name))) {
    const { type, ...fields } = fieldsOf(fact)
    // One type of fact may have several names.
    for (const name of (type as { is: readonly string[] }).is) shapes.set(name, { fields })
  }
  return Object.fromEntries([...shapes].sort(([a], [b]) => (a < b ? -1 : 1)))

  function fieldsOf(type: ts.Type): Record<string, Shape> {
    return Object.fromEntries(
      checker.getPropertiesOfType(type).map((property) => {
        const optional = (property.flags & ts.SymbolFlags.Optional) !== 0
        const shape = shapeOf(checker.getTypeOfSymbol(property), optional)
        return [property.name + (optional ? '?' : ''), shape]
      }),
    )
  }

  function shapeOf(type: ts.Type, optional = false): Shape {
    const members = membersOf(type).filter((one) => !optional || !(one.flags & ts.TypeFlags.Undefined))
    const literals = members.flatMap((one) => (one.isStringLiteral() ? [one.value] : []))
    const others = members.filter((one) => !one.isStringLiteral() && !isBoolean(one)).map(single)
    const booleans = members.filter(isBoolean).map((one) => checker.typeToString(one))
    const all: Shape[] = [
      ...others,
      ...(literals.length > 0 ? [{ is: literals.sort() }] : []),
      ...(booleans.length > 0
        ? [booleans.length === 2 ? ('boolean' as const) : { is: booleans.map((one) => one === 'true') }]
        : []),
    ]
    return all.length === 1 && all[0] !== undefined ? all[0] : { any: all }
  }

  function single(type: ts.Type): Shape {
    if (type.flags & ts.TypeFlags.Null) return 'null'
    if (type.flags & ts.TypeFlags.String) return 'string'
    if (type.flags & ts.TypeFlags.Number) return 'number'
    const element = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined
    if (element) return { each: shapeOf(element) }
    // A number with a unit.
    if (type.isIntersection()) return 'number'
    if (type.flags & ts.TypeFlags.Object) return { fields: fieldsOf(type) }
    throw new Error(`no shape for ${checker.typeToString(type)}`)
  }
}

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type])
const isBoolean = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.BooleanLiteral) !== 0

/** One type of record a line, so that a change can be read. */
export const writtenShapes = (shapes: Readonly<Record<string, Shape>>): string =>
  `{\n${Object.entries(shapes)
    .map(([type, shape]) => `  ${JSON.stringify(type)}: ${JSON.stringify(shape)}`)
    .join(',\n')}\n}\n`
