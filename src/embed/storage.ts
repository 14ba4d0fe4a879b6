/**
 * An embed neither reads nor writes what this browser keeps for the playground's visitor, whatever part of the page would;
 * and where browsers keep nothing for pages in other pages, the same happens as elsewhere.
 */

const KEPT = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'] as const

export function keepNothing(scope: object = globalThis): void {
  for (const name of KEPT) Object.defineProperty(scope, name, { configurable: true, value: undefined })
}
