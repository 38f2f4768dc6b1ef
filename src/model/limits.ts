/** Bounds of what is read, so that a hostile contract is refused before it costs memory or time. */
export interface DocumentLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
  /** Nesting of one document, aliases expanded. */
  readonly depth: number;
  /** YAML aliases (`*name`) in one file. */
  readonly aliases: number;
  /** Nodes of one file after all its YAML aliases are expanded. */
  readonly nodes: number;
}

export const defaultLimits: DocumentLimits = Object.freeze({
  fileBytes: 64 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  files: 10_000,
  depth: 512,
  aliases: 10_000,
  nodes: 5_000_000,
});
