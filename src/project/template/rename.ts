/** Where a resource's name stands in a template's text: its key, and everything that refers to it. */

import { isMap, isScalar, isSeq, visit, type Document, type Node, type Pair, type Scalar } from 'yaml'
import { keyText } from './document'

/** Characters `start` to `end` are replaced by `text`. */
export interface TextChange {
  readonly start: number
  readonly end: number
  readonly text: string
}

export function renamings(document: Document, text: string, from: string, to: string): readonly TextChange[] {
  const changes: TextChange[] = []
  /** Replaces what the pattern finds within a scalar's text; its first group is kept. */
  const within = (node: unknown, pattern: RegExp): void => {
    if (!isScalar(node) || !node.range) return
    const [start] = node.range
    for (const match of text.slice(start, node.range[1]).matchAll(pattern)) {
      const at = start + match.index + (match[1] ?? '').length
      changes.push({ start: at, end: at + from.length, text: to })
    }
  }
  const name = from.replace(/[^A-Za-z0-9]/g, '\\$&')
  const whole = new RegExp(`^(["']?)${name}(?=["']?$)`, 'g')
  const first = new RegExp(`^(["']?)${name}(?=\\.|["']?$)`, 'g')
  const variable = new RegExp(`(\\$\\{\\s*)${name}(?=[.\\s}])`, 'g')

  /** @param fn the function's name in its long form */
  const call = (fn: string, argument: unknown): void => {
    if (fn === 'Ref') within(argument, first)
    else if (fn === 'Fn::GetAtt') within(isSeq(argument) ? argument.items[0] : argument, first)
    else if (fn === 'Fn::Sub') {
      const [template, own] = isSeq(argument) ? argument.items : [argument]
      if (!(isMap(own) && own.has(from))) within(template, variable)
    }
  }

  const resources = isMap(document.contents)
    ? (document.contents.get('Resources', true) as Node | undefined)
    : undefined
  if (isMap(resources)) {
    within(resources.items.find((pair) => keyText(pair) === from)?.key, whole)
    for (const resource of resources.items.map(({ value }) => value)) {
      const dependsOn = isMap(resource) ? (resource.get('DependsOn', true) as Node | undefined) : undefined
      for (const name of isSeq(dependsOn) ? dependsOn.items : [dependsOn]) within(name, whole)
    }
  }
  visit(document, {
    Node(_, node) {
      const tag = (node as Scalar).tag
      if (tag === '!Ref') call('Ref', node)
      else if (tag === '!GetAtt') call('Fn::GetAtt', node)
      else if (tag === '!Sub') call('Fn::Sub', node)
    },
    Pair(_, pair) {
      call(keyText(pair as Pair), pair.value)
    },
  })
  return changes
}
