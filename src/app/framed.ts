/**
 * Whoever puts the whole page into a frame could lay something over it, and have its visitor press what they do not see.
 * Where a header says `frame-ancestors 'none'` browsers refuse by themselves; this holds where nobody sets headers. What is
 * made for frames is `embed/`: it has neither what this browser keeps nor anything worth a stolen click.
 */
export function refuseFrame(): boolean {
  if (self === top) return false
  const link = Object.assign(document.createElement('a'), {
    href: location.href,
    target: '_blank',
    rel: 'noopener',
    textContent: 'Open Coldstart in a tab of its own',
  })
  const why = document.createElement('p')
  why.append('This page does not run inside of another one. ', link)
  document.body.replaceChildren(why)
  return true
}
