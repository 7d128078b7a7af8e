/** What is kept of a memory beside its vector. */
export interface VectorRow {
  readonly id: string;
  readonly type: string;
  /** Start of the content's hash: another content has another vector. */
  readonly hash: string;
  readonly importance: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Milliseconds since 1970 of the last change by anything but being recalled. */
  readonly updatedAtMs: number;
  /** Two halves of a 64-bit checksum of all that is above but the time of the change. */
  readonly high: number;
  readonly low: number;
}

/** Tells two sets of rows apart: how many, and the exclusive or of their checksums. */
export interface RowsDigest {
  readonly count: number;
  readonly high: number;
  readonly low: number;
}
