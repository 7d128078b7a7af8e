/**
 * Strong swear words and slurs that no companion says, whatever the game is rated: few, and none that is also an innocent
 * word of the language. Whole words, so that "Scunthorpe" and "Rapier" pass; mild ones are a matter of a game's taste.
 */
const words = (list: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${list})(?![\\p{L}\\p{N}])`, 'iu');

/** Words of English that are understood everywhere and are no word of the other languages. */
export const PROFANE_EVERYWHERE = words(
  [
    '(?:mother|cluster|brain)?f(?:[u*@#v]+c|[*@#]+)k+(?:s|er|ers|ed|in|ing|face|tard|wit)?',
    '(?:bull|horse|dip|bat)?sh[i!1*]+t+(?:s|ty|ter|head|face|show|ting|hole|less)?',
    'c[u*]nts?|b[i!1*]tch(?:es|ing|y)?|(?:ass|arse)holes?|dumbass|jackass|cocksuckers?|dickheads?',
    'n[i!1*]gg(?:er|ers|a|as)|fagg?ots?|whores?|wankers?|twats?|kikes?',
  ].join('|'),
);

/** Words of one language, by its base tag. */
export const PROFANE_WORDS: Readonly<Record<string, RegExp>> = {
  en: words('retard(?:s|ed)?|sluts?|pussy|pussies|rap(?:e|ed|ing)|rapists?'),
  de: words(
    'fick(?:t|en|er|st|e|ende[rnms]?)?|gefickt|verfickt(?:e[rnsm]?)?|scheiß(?:e|er|en|kerl)?|scheiss(?:e|er)?|beschissen(?:e[rnsm]?)?|arschl(?:o|ö)ch(?:er)?|arschgeigen?|wichser|hurensöhne?|hurensohn|huren?|fotzen?|missgeburt|schlampen?|nutten?|nigger|schwuchteln?',
  ),
  es: words(
    'put[oa]s?|hijos? de puta|hijoputas?|mierda|joder|jodid[oa]s?|coño|cabr(?:ó|o)n(?:es)?|gilipollas|pendej[oa]s?|chinga(?:r|d[oa]s?|tu)?|verga|maric(?:ó|o)n(?:es)?|culer[oa]s?|follar(?:te)?|mamón',
  ),
  fr: words(
    'putains?|merde(?:s|ux)?|encul(?:é|e|er)(?:e|s|es)?|conn(?:ard|asse|ards|asses)|salop(?:e|es|ard|ards)|pute|putes|fils de pute|nique(?:r|z)?|niqu(?:é|ée)s?|bordel de merde|ta gueule|pédés?|couilles?|foutre|va te faire foutre',
  ),
  pt: words(
    'caralho|porra|puta|putas|puto|filh[oa]s? da puta|merda|foda(?:-se|m)?|foder|fod(?:ido|ida)s?|cuz(?:ão|ões)|viad(?:o|os|inho)|arrombad[oa]s?|buceta|vadias?|cacete',
  ),
};

/** Character strings of languages that put no spaces between words, or endings to them, by base tag. */
export const PROFANE_CHARACTERS: Readonly<Record<string, RegExp>> = {
  zh: /(?<!体)操你|肏|草泥马|(?<!妈)妈的|你妈逼|傻逼|傻屄|煞笔|牛逼|装逼|屌|婊子|狗娘养|王八蛋|贱人|去死吧|滚蛋吧|(?<!媽)媽的|幹你/u,
  ja: /くたばれ|死ね(?![がばてっなる])|ちんこ|ちんぽ|まんこ|クソ野郎|くそったれ|クソッタレ|キチガイ|きちがい|ヤリマン|ファック/u,
  ko: /(?<!저)씨발|(?<![가-힣])시발(?!점|역|택시)|씨팔|좆|존나|개새끼|새끼야|병신|지랄|미친(?:놈|년)|니미|썅/u,
};
