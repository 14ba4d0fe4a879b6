/// <reference types="vite/client" />
/// <reference types="svelte" />

declare module '*?script' {
  /** URL of the bundled classic script. */
  const url: string
  export default url
  /** Its length; 0 where it is built on demand. */
  export const bytes: number
}
