/** What a scan says while it runs, for whoever shows progress. */
export type ScanEvent =
  /** The layers to come, bottom first; `undefined` where the stored length is not known. */
  | { readonly kind: 'image'; readonly compressedBytes: readonly (number | undefined)[] }
  | { readonly kind: 'layer-start'; readonly layer: number }
  /** Bytes of this layer read so far, as stored. */
  | { readonly kind: 'layer-bytes'; readonly layer: number; readonly compressedBytes: number }
  | { readonly kind: 'layer-end'; readonly layer: number; readonly cached: boolean };
