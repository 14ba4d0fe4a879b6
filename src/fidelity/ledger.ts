/**
 * The fidelity ledger: every behaviour of Lambda that is known here, how exactly it is simulated, where that is known
 * from, and the test that holds it. README's table, the page's panel and the badges beside settings are made from it.
 */

/** `exact`: as AWS. `approximate`: simulated, with a difference that `here` tells. `absent`: refused, as `here` tells. */
export type Fidelity = 'exact' | 'approximate' | 'absent'

export interface LedgerEntry {
  /** Key of `Ledger.sections`: `6.1`. */
  readonly section: string
  /** What Lambda does, in one line. */
  readonly behaviour: string
  readonly status: Fidelity
  /** What Coldstart does instead; always there unless it is exact. */
  readonly here?: string
  /** Where AWS's behaviour is known from. */
  readonly source: string
  /** `<file> › <title of the test>`; null where there is nothing to test. */
  readonly test: string | null
  /** The CloudFormation property that it is about: `AWS::Lambda::Function/Timeout`. */
  readonly setting?: string
}

export interface Ledger {
  /** Number of a section → its title, in order. */
  readonly sections: Readonly<Record<string, string>>
  readonly entries: readonly LedgerEntry[]
}

export function countsOf(entries: readonly LedgerEntry[]): Readonly<Record<Fidelity, number>> {
  const counts = { exact: 0, approximate: 0, absent: 0 }
  for (const { status } of entries) counts[status]++
  return counts
}

/** Entries whose texts have every word of a search. */
export function search(entries: readonly LedgerEntry[], text: string): readonly LedgerEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const all = `${entry.section} ${entry.behaviour} ${entry.here ?? ''} ${entry.setting ?? ''}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

const WORST_FIRST: readonly Fidelity[] = ['absent', 'approximate', 'exact']

/** Setting → its entries and the least exact of their statuses. */
export function bySetting(
  entries: readonly LedgerEntry[],
): ReadonlyMap<string, { readonly status: Fidelity; readonly entries: readonly LedgerEntry[] }> {
  const grouped = new Map<string, LedgerEntry[]>()
  for (const entry of entries) {
    if (entry.setting === undefined) continue
    grouped.set(entry.setting, [...(grouped.get(entry.setting) ?? []), entry])
  }
  return new Map(
    [...grouped].map(([setting, own]) => {
      const status = WORST_FIRST.find((one) => own.some((entry) => entry.status === one)) ?? 'exact'
      return [setting, { status, entries: own }]
    }),
  )
}
