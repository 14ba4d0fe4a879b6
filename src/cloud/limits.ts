/** Limits of ours, beside AWS's quotas: what a page in a browser can take. At each, the run goes on less, and says so. */

/** A run that has as many records pauses: each later step costs memory in the sandbox and in the page. */
export const TRACE_RECORDS_MAX = 1_000_000
/** After somebody let it go on nevertheless: as many more until it pauses again. */
export const TRACE_RECORDS_MORE = 250_000
