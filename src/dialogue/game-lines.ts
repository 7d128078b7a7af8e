import type { IntlMessageFormat } from 'intl-messageformat';
import { LRUCache } from 'lru-cache';
import type { DialogueLine } from './dialogue.types.js';
import { GAME_LINE_PREFIX } from './game-pack.tables.js';
import { isFieldName } from './dialogue-field.tables.js';
import { readMessage } from './message.rules.js';
import { PackLibrary } from './pack-library.js';

/** Parsed texts kept, of all games together, some five kilobytes each; parsing one again takes 50 microseconds. */
const MAX_MESSAGES = 1_000;
/** Heap bytes of a line beside its texts: the object, its lists and its places in the indexes. */
const LINE_BYTES = 600;

const messages = new LRUCache<string, { readonly message: IntlMessageFormat | null }>({ max: MAX_MESSAGES });

function messageOf(text: string, language: string): IntlMessageFormat | null {
  const key = `${language}\n${text}`;
  const known = messages.get(key) ?? { message: readMessage(text, language).message };
  messages.set(key, known);
  return known.message;
}

/**
 * A line of a game's, under an id of its own kind. Its parsed text is not kept with it: a game may have forty thousand
 * lines, of which few are said.
 */
function gameLine({ message, ...line }: DialogueLine): DialogueLine {
  const { text, language } = line;
  const isPlain = message === null;
  return {
    ...line,
    id: `${GAME_LINE_PREFIX}${line.id}`,
    get message() {
      return isPlain ? null : messageOf(text, language);
    },
  };
}

/** A game's own lines, ready to be chosen. */
export class GameLines {
  readonly library: PackLibrary;
  /** Languages there are lines in, the game's own and ours. */
  readonly languages: readonly string[];
  /** By event type, the slots that only the game's own events fill. */
  private readonly ownSlots = new Map<string, Set<string>>();

  /**
   * @param key names the game and the revision of its packs
   * @param builtIn the languages of the built-in packs
   */
  constructor(
    readonly key: string,
    lines: readonly DialogueLine[],
    builtIn: readonly string[],
  ) {
    this.library = new PackLibrary(lines.map(gameLine));
    this.languages = [...new Set([...this.library.languages(), ...builtIn])];
    for (const { event, slots } of lines) {
      const own = event === null ? [] : slots.filter((slot) => !isFieldName(slot));
      if (event !== null && own.length > 0) {
        this.ownSlots.set(event, new Set([...(this.ownSlots.get(event) ?? []), ...own]));
      }
    }
  }

  /** The fields that lines about an event of the game's own speak of, besides those that any event may have. */
  slotsAt(eventType: string): ReadonlySet<string> | undefined {
    return this.ownSlots.get(eventType);
  }

  /** Estimated size in the heap. */
  get bytes(): number {
    return this.library.lines.reduce(
      (sum, { id, text }) => sum + LINE_BYTES + 2 * (id.length + text.length),
      LINE_BYTES,
    );
  }
}
