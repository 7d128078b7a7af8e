/** The language every line of last resort exists in. */
export const LAST_LANGUAGE = 'en';

/** The longest tag taken: RFC 5646, section 4.4.1, asks for room for 35 characters. */
const MAX_TAG_LENGTH = 35;

/** True for a well-formed BCP 47 tag such as `en`, `pt-BR` or `zh-Hant-TW`; well-formed does not mean known. */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > MAX_TAG_LENGTH) {
    return false;
  }
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/**
 * The available tag that serves a requested one best, or null. RFC 4647 "lookup": subtags are dropped from the right
 * (`zh-Hant-TW`, `zh-Hant`, `zh`); after that another variant of the same language, for a reader of European
 * Portuguese is better served by `pt-BR` than by English. Case does not matter.
 */
function lookUp(requested: string, available: readonly string[]): string | null {
  const byName = new Map(available.map((tag) => [tag.toLowerCase(), tag]));
  const subtags = requested.toLowerCase().split('-');
  for (let length = subtags.length; length > 0; length -= 1) {
    const found = byName.get(subtags.slice(0, length).join('-'));
    if (found !== undefined) {
      return found;
    }
  }
  return available.find((tag) => tag.toLowerCase().split('-')[0] === subtags[0]) ?? null;
}

/**
 * The languages to look for a line in, best first and without repeats: the requested one, the game's default, English.
 * Languages that have no lines are left out; English always closes the chain.
 */
export function languageChain(
  requested: string | null | undefined,
  gameDefault: string | null | undefined,
  available: readonly string[],
): string[] {
  const chain = [requested, gameDefault]
    .map((tag) => (tag ? lookUp(tag, available) : null))
    .filter((tag) => tag !== null);
  return [...new Set([...chain, lookUp(LAST_LANGUAGE, available) ?? LAST_LANGUAGE])];
}
