/** Colours and measures are those of the playground (app/theme.css): what follows in the frame looks the same. */

import { BAR_PX, CODE_PADDING_PX, LINE_PX } from './shape'

export const STYLES = `
:host { display: block; margin-block: 1em }
.embed {
  color-scheme: light;
  --panel: light-dark(#ffffff, #131417);
  --raised: light-dark(#f7f6f4, #1a1c20);
  --hover: light-dark(#f0efec, #202227);
  --line: light-dark(#e5e4df, #24262b);
  --text: light-dark(#1b1b1d, #ececee);
  --text-2: light-dark(#54565d, #a8abb4);
  --text-3: light-dark(#63656d, #8f939d);
  --accent: light-dark(#bf4408, #ff8a3d);
  --accent-hover: light-dark(#a63a05, #ff9b59);
  --accent-ink: light-dark(#ffffff, #1f0f03);
  --error: light-dark(#b51c28, #ff6e76);
  --mono: ui-monospace, SFMono-Regular, Menlo, 'Cascadia Code', Consolas, 'Liberation Mono', monospace;
}
:host([hidden]) { display: none }
.dark { color-scheme: dark }
* { box-sizing: border-box }
.embed {
  container-type: inline-size;
  position: relative;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--panel);
  color: var(--text);
  font: 13px/20px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  text-align: left;
  letter-spacing: normal;
}
.still-life { height: 100% }
.box { position: relative; height: calc(${BAR_PX}px + var(--below)) }
.bar {
  display: flex;
  align-items: center;
  gap: 4px;
  height: ${BAR_PX}px;
  padding: 0 8px;
  border-bottom: 1px solid var(--line);
}
button, a { font: inherit; color: inherit }
button { cursor: pointer; border: 0; background: none }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px }
.run {
  flex: none;
  display: inline-flex;
  align-items: center;
  gap: 6px;
  height: 28px;
  padding: 0 10px;
  border-radius: 6px;
  background: var(--accent);
  color: var(--accent-ink);
  font-weight: 600;
}
.run:hover { background: var(--accent-hover) }
.run:focus-visible { outline-offset: 2px }
.run[aria-disabled='true'] { opacity: .6; cursor: default }
.tabs {
  display: flex;
  align-self: stretch;
  flex: 1;
  min-width: 0;
  margin-left: 4px;
  overflow-x: auto;
  scrollbar-width: none;
}
.tab { position: relative; padding: 0 8px; color: var(--text-2); font-size: 12px; white-space: nowrap }
.tab:hover, .tab[aria-selected='true'] { color: var(--text) }
.tab[aria-selected='true'] { font-weight: 600 }
.tab[aria-selected='true']::after {
  content: '';
  position: absolute;
  inset: auto 8px 0;
  height: 2px;
  border-radius: 1px;
  background: var(--accent);
}
.name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding: 0 4px; font-weight: 600 }
.quiet { flex: none; height: 28px; padding: 0 8px; border-radius: 6px; color: var(--text-2); font-size: 12px; line-height: 28px; text-decoration: none }
.quiet:hover { background: var(--hover); color: var(--text) }
.content { display: grid; grid-template-columns: minmax(0, 1fr); height: calc(100% - ${BAR_PX}px) }
.content.split { grid-template-rows: minmax(0, 1fr) 280px }
@container (min-width: 720px) {
  .at-720 .content.split { grid-template: minmax(0, 1fr) / minmax(0, 55fr) minmax(0, 45fr) }
  .at-720 .content.split .others { border-width: 0 0 0 1px }
  .box.at-720 { height: calc(${BAR_PX}px + var(--beside)) }
}
@container (min-width: 1000px) {
  .at-1000 .content.split { grid-template: minmax(0, 1fr) / minmax(0, 55fr) minmax(0, 45fr) }
  .at-1000 .content.split .others { border-width: 0 0 0 1px }
  .box.at-1000 { height: calc(${BAR_PX}px + var(--beside)) }
}
.box.fixed { height: var(--height) }
pre {
  margin: 0;
  padding: ${CODE_PADDING_PX / 2}px 0;
  overflow: auto;
  font: 13px/${LINE_PX}px var(--mono);
  tab-size: 2;
  scrollbar-width: thin;
  counter-reset: line;
  cursor: text;
}
pre.still { cursor: auto }
.line { display: block; width: max-content; min-width: 100%; padding-right: 16px }
.line::before {
  counter-increment: line;
  content: counter(line);
  display: inline-block;
  width: 37px;
  margin-right: 12px;
  color: var(--text-3);
  text-align: right;
  user-select: none;
}
.comment { color: light-dark(#63656d, #8f939d) }
.keyword { color: light-dark(#b03e06, #ff9c5c) }
.text { color: light-dark(#0b6b43, #3ecf8e) }
.number, .key { color: light-dark(#1461a8, #62b6ff) }
.type { color: light-dark(#6140c4, #b29bff) }
.others { display: flex; flex-direction: column; min-width: 0; border: 0 solid var(--line); border-top-width: 1px }
.only .others { border-width: 0 }
.titles { display: flex; flex: none; gap: 16px; height: 36px; padding: 0 12px; overflow: hidden; border-bottom: 1px solid var(--line); color: var(--text-2); font-size: 12px; font-weight: 600; line-height: 36px }
.hint { margin: auto; padding: 16px; color: var(--text-2); text-align: center; text-wrap: balance }
.problem { margin: 0; padding: 12px 16px; overflow-wrap: anywhere }
.problem b { display: block; color: var(--error) }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; visibility: hidden; color-scheme: normal }
.alive iframe { visibility: visible }
.alive .still-life { visibility: hidden }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media print { .bar .run, .bar .quiet { display: none } }
`
