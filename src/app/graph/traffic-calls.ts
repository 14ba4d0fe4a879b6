import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Reading } from './traffic-records'

type Call = Extract<TraceRecord, { type: 'call.started' }>

const FUNCTION = /\/functions\/([^/]+)\//
const SCHEDULE = /\/schedules\/([^/?]+)/

/** A function's code called a service: the edge to what it called, as far as the record or what just arrived tells. */
export function readCall(record: Call, caller: string | null, { traffic, arrivals, ...reading }: Reading): void {
  if (caller === null) return
  const { at, operation, requestId } = record
  const url = URL.canParse(record.url) ? new URL(record.url) : null
  if (operation === null) {
    if (url) arrivals.claimByCall(caller, 'http', url.host)
    return
  }
  const [service = '', action = ''] = operation.split(':')
  const invoked = service === 'lambda' ? FUNCTION.exec(decodeURIComponent(url?.pathname ?? ''))?.[1] : undefined
  if (arrivals.claimByCall(caller, service, invoked === undefined ? null : reading.function(invoked))) return
  const to = target(service, action, url, traffic)
  if (to === null) return
  traffic.move(at, { from: caller, to, fate: 'ok', text: action, selection: { kind: 'request', id: requestId } })
}

function target(service: string, action: string, url: URL | null, traffic: Reading['traffic']): string | null {
  if (!url) return null
  if (service === 's3') {
    // `bucket.s3.region.amazonaws.com`, or the path of `s3.region.amazonaws.com`
    const [first = ''] = url.host.split(/\.s3[.-]/)
    const bucket = first === url.host ? (url.pathname.split('/')[1] ?? '') : first
    return bucket === '' || action === 'CreateBucket' ? null : traffic.id(bucket, 'bucket')
  }
  if (service === 'scheduler' && action === 'CreateSchedule') {
    const name = SCHEDULE.exec(url.pathname)?.[1]
    return name === undefined ? null : traffic.id(decodeURIComponent(name), 'schedule')
  }
  return null
}
