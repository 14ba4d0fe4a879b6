/** What may be loaded of packages. None of these numbers is npm's: more would be no playground, or no good neighbour. */

/** Files that a version's listing may name. date-fns, one of the largest in number, has about 5,000. */
export const LISTED_FILES_MAX = 20_000
export const LISTING_BYTES_MAX = 8_000_000
export const FILE_BYTES_MAX = 4_000_000
/** Of one package: what is really loaded, which is what is imported. */
export const LOADED_FILES_MAX = 3000
export const LOADED_BYTES_MAX = 10_000_000
/** Of all packages of an open project. */
export const PACKAGES_MAX = 150
export const TOTAL_BYTES_MAX = 30_000_000

/** Declarations of one package, for the editor; with more it is `any`. Of so few, all are taken. */
export const DECLARATION_FILES_MAX = 600
export const DECLARATION_BYTES_MAX = 3_000_000
export const DECLARATION_FILES_FEW = 40

/** Kept in this browser, for all projects; what was kept first goes first. */
export const CACHE_BYTES_MAX = 60_000_000
/** Packages that a person agreed to, in this browser. */
export const CONSENTS_MAX = 500

/** How many requests are under way at once, and how long each may take. */
export const REQUESTS_AT_ONCE = 24
export const REQUEST_TIMEOUT_MS = 30_000
