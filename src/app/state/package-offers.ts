import type { Diagnostic, PackageOffer } from '../../project/model'

/** The packages that a deployment would load if it might, each once, by name. */
export function offersOf(diagnostics: readonly Diagnostic[]): readonly PackageOffer[] {
  const byName = new Map<string, PackageOffer>()
  for (const { offer } of diagnostics) if (offer && !byName.has(offer.name)) byName.set(offer.name, offer)
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function offerText({ name, version }: PackageOffer): string {
  return version === null ? name : `${name} ${version}`
}
