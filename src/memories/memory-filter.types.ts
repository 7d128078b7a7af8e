/** Which memories a search may find; what is absent does not restrict. */
export interface MemoryFilter {
  readonly types?: readonly string[];
  /** 0..1 */
  readonly minImportance?: number;
  /** Made at this time or later. */
  readonly since?: Date;
  /** Made before this time. */
  readonly until?: Date;
}
