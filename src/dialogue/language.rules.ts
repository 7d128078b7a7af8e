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

/** A tag as it is usually written (`pt-br` is `pt-BR`), so that one language has one name. */
export function canonicalLanguage(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0] ?? tag;
}

/** Whether who reads one language reads the other as well: `en-GB` and `en`, but not `zh-TW` and `zh`. */
export function areKin(one: string, other: string): boolean {
  if (one === other) return true;
  if (one.split('-')[0] !== other.split('-')[0]) return false;
  return new Intl.Locale(one).maximize().script === new Intl.Locale(other).maximize().script;
}

/** A chain's languages, those together that follow each other and are kin. */
export function kinOf(languages: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const language of languages) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && areKin(group[0], language)) group.push(language);
    else groups.push([language]);
  }
  return groups;
}

/**
 * The available tags that serve a requested one, best first. RFC 4647 "lookup": subtags are dropped from the right
 * (`zh-Hant-TW`, `zh-Hant`, `zh`); after that the other variants of the same language, for a reader of European
 * Portuguese is better served by `pt-BR` than by English. Case does not matter.
 */
function lookUp(requested: string, available: readonly string[]): string[] {
  const byName = new Map(available.map((tag) => [tag.toLowerCase(), tag]));
  const subtags = requested.toLowerCase().split('-');
  const found: string[] = [];
  for (let length = subtags.length; length > 0; length -= 1) {
    const tag = byName.get(subtags.slice(0, length).join('-'));
    if (tag !== undefined) {
      found.push(tag);
    }
  }
  const kin = `${subtags[0]}-`;
  for (const [name, tag] of byName) {
    if (name.startsWith(kin) && !found.includes(tag)) {
      found.push(tag);
    }
  }
  return found;
}

/**
 * The languages to look for a line in, best first and without repeats: the requested one and its kin, the game's
 * default, English. Languages that have no lines are left out; English always closes the chain.
 */
export function languageChain(
  requested: string | null | undefined,
  gameDefault: string | null | undefined,
  available: readonly string[],
): string[] {
  const chain = [requested, gameDefault].flatMap((tag) => (tag ? lookUp(tag, available) : []));
  const last = available.includes(LAST_LANGUAGE) ? LAST_LANGUAGE : lookUp(LAST_LANGUAGE, available)[0];
  return [...new Set([...chain, last ?? LAST_LANGUAGE])];
}
