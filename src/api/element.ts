/**
 * `<coldstart-playground>`: a Lambda project, alive in somebody else's page. One file without dependencies, `embed.js`:
 *
 *     <script src="https://example.org/coldstart/embed.js" async></script>
 *     <coldstart-playground view="code result">
 *       <script type="text/plain" data-file="src/index.ts">
 *         export const handler = async (event) => ({ hello: event.name })
 *       </script>
 *     </coldstart-playground>
 *
 * Until somebody touches it, it is highlighted code in the host's page and needs nothing else. Then the playground loads
 * in a frame from where `embed.js` came from.
 *
 * THE PROJECT, one of
 * - children: `<script type="text/plain" data-file="src/index.ts">`, `<template data-file="…">` or `<pre data-file="…">`, one
 *   per file; the indentation that all lines share goes away. Without a `template.yaml`, one is made for the first file's handler.
 *   `<script type="application/json" data-settings>` holds settings: `{ "seed": 7, "pace": "max", "stimulus": { … } }`.
 * - `src`: URL of a `.coldstart` file, a zip, or JSON, `{ "files": { path: text }, "settings"?: { … } }`. From another
 *   origin it needs CORS (`Access-Control-Allow-Origin`).
 * - `link`: a link that Share made, or its fragment (`v1.…`, `v2.…`).
 *
 * ATTRIBUTES
 * - `view`: what is shown, several separated by spaces; the default is `code result`. `code`, `send`, `result`, `graph`
 *   (or `architecture`), `timeline`, `events`, `traces`, `logs`, `metrics`, `queues`, `resources`, `environments`, `cost`,
 *   `checks`, `problems`, … (every view of the playground). Code comes first; several others share tabs.
 * - `file`: path of the file that is open at first.
 * - `height`: pixels, or a CSS length. Default: by content, within limits.
 * - `theme`: `light`, `dark` or `auto` (the default: as the host's page is, also when that changes).
 * - `lazy`: when the playground is loaded: `touch` (the default: Run is pressed, the code clicked into, or the API used) or
 *   `visible` (it comes near the part of the page that is seen).
 * - `run`: runs by itself once it is visible. Implies `lazy="visible"`.
 * - `read-only`: the code cannot be changed.
 * - `title`: its name in the bar and for assistive technology; the default is the project's.
 * - `playground`: URL of the playground, if `embed.js` does not lie beside its `index.html`.
 *
 * Other children are shown where JavaScript is off or the file is blocked, and go away by themselves; a `<pre data-file="…">`
 * is both.
 *
 * METHODS are those of the automation API (`ColdstartApi` in api.ts): `ready` (a promise), `open`, `deploy`, `invoke`,
 * `load`, `send`, `play`, `aws`, `http`, `entrances`, `resources`, `faults`, `access`,
 * `clock.now/state/pace/advance/runUntilIdle/step`, `trace`, `subscribe`, `share`, `exportZip`, `importZip`, `runTests`,
 * `stopTests`, `explore`, `stopExploring`; and `files()`, the files as they are now; `run()`, as if Run had been pressed; `show(view)`. Each loads the
 * playground if that is needed.
 *
 * EVENTS, on the element; they bubble:
 * - `coldstart-ready`: the playground is there, with its project open. `detail: {}`
 * - `coldstart-deployed`: whoever asked for it. `detail: { ok, diagnostics, outputs }`
 * - `coldstart-run`: something that a person sent with Run has been answered. `detail: { kind, ok }`
 * - `coldstart-checks`: the checks of `tests/` have run. `detail`: the report of `runTests`
 * - `coldstart-change`: somebody changed files. `detail: { files }`
 * - `coldstart-idle`: unused for a while, it has given its sandbox back; what it shows stays. The next Run or call starts
 *   a fresh stack. `detail: {}`
 * - `coldstart-error`: the project, or the playground, could not be loaded. `detail: { name, message }`
 */

import { definePlayground } from './element/playground'

definePlayground()
