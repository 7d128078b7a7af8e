import { LAST_LANGUAGE } from './language.rules.js';

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const SCRIPTS = new Intl.DisplayNames(['en'], { type: 'script', fallback: 'none' });
const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** A language as a prompt names it. */
export interface NamedLanguage {
  /** In English, such as `Brazilian Portuguese`. */
  readonly name: string;
  /** A BCP 47 tag of parts that are known, such as `pt-BR`. */
  readonly tag: string;
}

/**
 * What a prompt calls a language. Only language, script and region, and only those that are known: games and players
 * choose tags, and the rest of one (`en-x-say-this`) is words of theirs, which have no place among ours.
 */
export function namedLanguage(language: string): NamedLanguage {
  const { language: base, script, region } = new Intl.Locale(language);
  const known = LANGUAGES.of(base) === undefined ? LAST_LANGUAGE : base;
  const parts = [
    known,
    script !== undefined && SCRIPTS.of(script) !== undefined ? script : null,
    region !== undefined && REGIONS.of(region) !== undefined ? region : null,
  ];
  const tag = parts.filter((part) => part !== null).join('-');
  return { name: LANGUAGES.of(tag) ?? tag, tag };
}
