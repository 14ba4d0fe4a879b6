/** Modules that the plugins in this folder make. */

declare module 'virtual:coldstart/editor-types' {
  /** URL of a JSON file: path below node_modules → text. */
  const url: string
  export default url
}
