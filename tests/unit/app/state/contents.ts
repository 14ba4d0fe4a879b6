import type { Projections } from '../../../../src/app/state/projections'

/** Everything that can be read of projections, for comparisons. */
export function contents(projections: Projections, now: number) {
  const { names, environments, requests, executions, queues, lineage, logs, segments, usage, traffic } = projections
  const all = [...requests.all()]
  return {
    next: projections.next,
    names: names.deployed(),
    environments: [...environments.all()],
    requests: all,
    latest: all.map(({ functionName, source }) => requests.latest(functionName, source)?.requestId),
    counts: [requests.received, requests.forgotten, logs.lost, traffic.next],
    queues: [...queues.all()],
    messages: all.flatMap(({ batch }) => batch?.recordIds.map((id) => queues.message(id)) ?? []),
    executions: all.map(({ requestId }) => executions.ofRequest(requestId)),
    carriers: all.map(({ requestId }) => lineage.get(requestId)),
    events: lineage.events.items,
    fates: { ...lineage.counts },
    logs: logs.entries.items,
    groups: logs.groups,
    traces: all.map(({ requestId }) => segments.ofTrace(segments.traceIdOf(requestId) ?? '')),
    usage: usage.functions(now),
    nodes: traffic.nodes,
    edges: [...traffic.edges].map(([id, { rate, ...edge }]) => ({ id, ...edge, rate: rate.at(now) })),
    found: traffic.found,
    flows: traffic.flows.items,
    rules: traffic.scheduledRules,
  }
}
