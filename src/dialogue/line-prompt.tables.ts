/** Moves whenever the words of the prompt change, so that no line of an older prompt is taken from a cache. */
export const LINE_PROMPT_VERSION = 2;

/** What stands around the data in a prompt; a line that holds it has leaked the prompt. */
export const MOMENT_TAG = 'moment_data';

/** Code points of a line: what the model is told, and from where on a line is thrown away, as models count badly. */
export const LINE_LENGTH = {
  // Two short sentences of an alphabet.
  alphabet: { told: 160, most: 220 },
  // The same said in Chinese, Japanese or Korean characters.
  characters: { told: 70, most: 110 },
} as const;

/** Scripts in which a character holds about a word's syllable. */
export const DENSE_SCRIPTS: readonly string[] = ['Hans', 'Hant', 'Jpan', 'Kore'];

export const promptFigures = {
  /** Tokens of an answer at most: the longest line in the costliest script, and a little. */
  maxOutputTokens: 200,
  /** Code points of what a player typed that go into a prompt. */
  playerTextLength: 300,
  /** Code points of a memory that go into a prompt. */
  memoryLength: 300,
  /** Memories in a prompt: what fits into one remark. */
  memories: 3,
} as const satisfies Record<string, number>;

/** Fields whose words were chosen by a game or a player: a line that was made with one belongs to its player alone. */
export const FREE_TEXT_FIELDS = ['item', 'enemy', 'ally', 'name'] as const;
