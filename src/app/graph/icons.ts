import Archive from '@lucide/svelte/icons/archive'
import Bell from '@lucide/svelte/icons/bell'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import Globe from '@lucide/svelte/icons/globe'
import KeyRound from '@lucide/svelte/icons/key-round'
import Lambda from '@lucide/svelte/icons/lambda'
import ListEnd from '@lucide/svelte/icons/list-end'
import LockKeyhole from '@lucide/svelte/icons/lock-keyhole'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import Server from '@lucide/svelte/icons/server'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import Table from '@lucide/svelte/icons/table-2'
import UserRound from '@lucide/svelte/icons/user-round'
import Waves from '@lucide/svelte/icons/waves'
import Waypoints from '@lucide/svelte/icons/waypoints'
import Workflow from '@lucide/svelte/icons/workflow'
import type { Component } from 'svelte'
import type { NodeKind } from './kinds'

export const ICONS: Readonly<Record<NodeKind, Component<{ size?: number }>>> = {
  clients: UserRound,
  api: Globe,
  schedule: CalendarClock,
  bus: Waypoints,
  topic: Bell,
  queue: ListEnd,
  stream: Waves,
  broker: Server,
  bucket: Archive,
  table: Table,
  function: Lambda,
  workflow: Workflow,
  'log-group': ScrollText,
  parameter: SlidersHorizontal,
  secret: LockKeyhole,
  key: KeyRound,
}
