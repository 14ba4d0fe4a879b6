/** Of every engine's page: wide enough for all panels. */
export const VIEWPORT = { width: 1440, height: 900 }
