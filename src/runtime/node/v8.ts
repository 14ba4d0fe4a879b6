/** node:v8: statistics, estimated from the memory in use. */

import { host } from './host'
import { unavailableFunctions } from './node-error'

const MB = 2 ** 20
/** Lambda gives the heap nine tenths of the function's memory. */
const HEAP_SHARE = 0.9

function getHeapStatistics() {
  const { memoryLimitInMB } = host().configuration
  const used = Math.round(host().memoryUsedMB() * MB * 0.3)
  const limit = Math.round(memoryLimitInMB * MB * HEAP_SHARE)
  return {
    total_heap_size: Math.round(used * 1.3),
    total_heap_size_executable: 262144,
    total_physical_size: Math.round(used * 1.3),
    total_available_size: Math.max(0, limit - used),
    used_heap_size: used,
    heap_size_limit: limit,
    malloced_memory: 262320,
    peak_malloced_memory: 571392,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 8192,
    used_global_handles_size: 2112,
    external_memory: 2272646,
  }
}

export default {
  ...unavailableFunctions(
    'v8',
    [
      'DefaultDeserializer',
      'DefaultSerializer',
      'Deserializer',
      'GCProfiler',
      'Serializer',
      'deserialize',
      'getHeapSnapshot',
      'serialize',
      'takeCoverage',
      'stopCoverage',
      'writeHeapSnapshot',
      'queryObjects',
    ],
    'use structuredClone or JSON for values, and the developer tools of the browser for snapshots.',
  ),
  cachedDataVersionTag: () => 0,
  getHeapCodeStatistics: () => ({
    code_and_metadata_size: 0,
    bytecode_and_metadata_size: 0,
    external_script_source_size: 0,
    cpu_profiler_metadata_size: 0,
  }),
  getHeapSpaceStatistics: () => [] as object[],
  getHeapStatistics,
  setFlagsFromString: () => undefined,
  setHeapSnapshotNearHeapLimit: () => undefined,
  startupSnapshot: { isBuildingSnapshot: () => false },
}
