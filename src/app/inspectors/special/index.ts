/** What an inspector offers beside the facts and tables that every resource has, by the kind of resource. */

import type { Component } from 'svelte'
import type { ResourceView } from '../../../cloud/aws/resource-view'

type Special = () => Promise<{ readonly default: Component<{ view: ResourceView }> }>

export const SPECIAL: Readonly<Record<string, Special>> = {
  Table: () => import('./TableQuery.svelte'),
  'Event bus': () => import('./PatternTester.svelte'),
  Bucket: () => import('./ObjectContent.svelte'),
  'Schedule group': () => import('./NextRuns.svelte'),
}
