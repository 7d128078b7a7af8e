/** A stretch of rows: `rows` of them, from number `first` on. */
interface Stretch {
  readonly first: number;
  readonly rows: number;
}

/** What an instance in a process of its own can be told. */
export type Command =
  | { readonly do: 'state' }
  /** So many readers at once, of a row that is not cached. Answers the different values they got. */
  | { readonly do: 'miss'; readonly row: number; readonly readers: number }
  | ({ readonly do: 'warm' | 'compare' | 'watch' | 'write' } & Stretch)
  | ({ readonly do: 'race'; readonly seed: number } & Stretch)
  /** Messages keep their order, so a mark that was held, dropped elsewhere and heard proves that all before it came. */
  | { readonly do: 'hold' | 'drop' | 'hear'; readonly mark: string };
