/** Texts that the page shows: whatever a handler can put into one, it stays text. */

const MARK = 'coldstartWasHere'
const RUN = `globalThis.${MARK}=1`

export interface HostileText {
  readonly id: string
  readonly tries: string
  readonly text: string
}

export const TEXTS: readonly HostileText[] = [
  { id: 'image', tries: 'an image with a handler', text: `<img src=x onerror="${RUN}">` },
  { id: 'script', tries: 'a script', text: `</script><script>${RUN}</script>` },
  {
    id: 'svg',
    tries: 'an SVG with a handler',
    text: `<svg onload="${RUN}"><animate onbegin="${RUN}" attributeName=x dur=1s>`,
  },
  {
    id: 'frame',
    tries: 'a frame with its own text',
    text: `<iframe srcdoc="<script>parent.${MARK}=1</script>"></iframe>`,
  },
  { id: 'script-link', tries: 'a link that is a script', text: `javascript:${RUN}//https://x.test` },
  {
    id: 'script-link-markup',
    tries: 'a link that is a script, in markup and Markdown',
    text: `<a href="javascript:${RUN}">x</a> [x](javascript:${RUN})`,
  },
  { id: 'data-link', tries: 'a link to a data: page', text: `data:text/html,<script>opener.${MARK}=1</script>` },
  { id: 'attribute', tries: 'what ends an attribute', text: `" onmouseover="${RUN}" autofocus onfocus="${RUN}" x="` },
  {
    id: 'svelte',
    tries: 'what templates would evaluate',
    text: `{@html '<img src=x onerror=${RUN}>'} {${RUN}} \${${RUN}} {{constructor.constructor('${RUN}')()}}`,
  },
  {
    id: 'style',
    tries: 'a style that covers the page',
    text: `<style>*{display:none!important}</style><div style="position:fixed;inset:0">`,
  },
  {
    id: 'comment',
    tries: 'what ends comments and raw text',
    text: `--></title></textarea></style><img src=x onerror=${RUN}>`,
  },
  {
    id: 'base',
    tries: 'elements that change where the page loads from',
    text: `<base href="https://x.test/"><meta http-equiv=refresh content="0;url=https://x.test"><form action=https://x.test>`,
  },
  { id: 'nul', tries: 'NUL and control characters', text: `a\u0000b\u0001\u0008\u007f\u0085\u2028\u2029c` },
  { id: 'surrogates', tries: 'halves of surrogates', text: `a\ud800b\udc00c\udfff` },
  {
    id: 'direction',
    tries: 'text that runs backwards over its line',
    text: `\u202egnihton si siht\u202d \u2066\u2067\u2068 txt.exe`,
  },
  {
    id: 'ansi',
    tries: 'colours and links of terminals',
    text: `\u001b[31mred\u001b[0m\u001b]8;;javascript:${RUN}\u0007link\u001b]8;;\u0007\u001b[2J\u001b[999D`,
  },
  { id: 'zalgo', tries: 'marks over marks', text: `e${'\u0301'.repeat(3000)}` },
  { id: 'long-word', tries: 'a word that is wider than any page', text: 'w'.repeat(20_000) },
  { id: 'proto', tries: 'names of every object', text: '__proto__ constructor toString hasOwnProperty valueOf' },
]

/** Whether any of them is more than text in this page. In the page. */
export function markupThatRuns(): readonly string[] {
  const found: string[] = []
  if ('coldstartWasHere' in globalThis) found.push('a script ran')
  const forbidden =
    'img[src="x"], img[onerror], svg[onload], iframe[srcdoc*="coldstart"], a[href^="javascript:" i], a[href^="data:" i], [onmouseover], [onfocus], base, meta[http-equiv=refresh], form[action*="x.test"]'
  for (const element of document.querySelectorAll(forbidden)) found.push(element.outerHTML.slice(0, 200))
  for (const style of document.querySelectorAll('style'))
    if (style.textContent?.includes('display:none!important')) found.push('a style')
  if (getComputedStyle(document.body).display === 'none') found.push('the page is hidden')
  return found
}
