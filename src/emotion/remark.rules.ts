import {
  DEATH_PATTERNS,
  KIN_PATTERNS,
  REMARK_KINDS,
  REMARK_NEGATIONS,
  REMARK_PATTERNS,
  type RemarkKind,
  type RemarkPatterns,
} from './remark.tables.js';

/** What a remark is, and the folded text that is left when the words that say so are taken out. */
export interface Remark {
  readonly kind: RemarkKind | null;
  readonly rest: string;
}

const ASCII = /^[\x20-\x7e]*$/;
const ACCENTS = /[\u0300-\u036f]/g;
const APOSTROPHES = /['’]/g;
const BY_KIND = REMARK_KINDS.map((kind) => ({ kind, pattern: patternOf(REMARK_PATTERNS[kind]) }));
const KIN = patternOf(KIN_PATTERNS);
const DEATH = patternOf(DEATH_PATTERNS);

/** Lower case without accents, as players write with them or without: "não" and "nao" are one. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replace(/\s+/g, ' ');
}

/**
 * Which kind of remark this is, in any of the eight languages: the gravest that its words say.
 *
 * @param folded see {@link foldText}
 */
export function readRemark(folded: string): Remark {
  const bare = folded.replace(APOSTROPHES, '').trim();
  for (const { kind, pattern } of BY_KIND) {
    const said = pattern.test(bare) || (kind === 'loss' && KIN.test(bare) && DEATH.test(bare));
    if (said) return { kind, rest: bare.replace(pattern, ' ') };
  }
  return { kind: null, rest: folded };
}

function patternOf({ latin, cjk }: RemarkPatterns): RegExp {
  const words = `(?<![a-z])(?<!(?:^|[^a-z])(?:${REMARK_NEGATIONS}) )(?:${latin.join('|')})(?![a-z])`;
  return new RegExp(`${words}|${cjk.join('|')}`, 'u');
}
