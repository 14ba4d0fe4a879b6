/** What the layers are and where; made with the page (`virtual:coldstart/layers`). */
export interface LayerManifest {
  /** Layer → URL of its script. */
  readonly layers: Readonly<Record<string, string>>
  /** What handlers may import → the layers it needs, all of them. */
  readonly modules: Readonly<Record<string, readonly string[]>>
  /** Package → version. */
  readonly versions: Readonly<Record<string, string>>
}
