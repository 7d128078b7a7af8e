/** Why a model's line was not said, as metrics count it. */
export const LINE_FAULTS = [
  'empty',
  'malformed',
  'too_long',
  'wrong_language',
  'out_of_character',
  'prompt_leak',
  'echo',
  'markup',
  'unfilled_slot',
  'profane',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** Words in a row that a line may not share with the prompt: six in a row are no chance. */
export const LEAK_WORDS = 6;

/** The same in characters of scripts without spaces, in which ten are about six words. */
export const LEAK_CHARACTERS = 10;

/** Characters of scripts in which words are not told apart by spaces, or hardly. */
export const DENSE_CHARACTERS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Words by which a model speaks of itself; abbreviations only as they are written, as `ai` is a word in French. */
export const SELF_WORDS: readonly RegExp[] = [
  /\bA\.?I\.?\b|\bLLMs?\b|\bGPT\b/,
  /\b(?:chatgpt|gpt-?\d\w*|openai|anthropic|claude|gemini|deepseek|qwen\d*|chatglm|ernie bot|mixtral|perplexity|language model|artificial intelligence|chatbot)\b/i,
  /\b(?:system prompt|my (?:instructions|prompt|training data)|as an assistant|I was (?:told|instructed|programmed|trained) to)\b/i,
  /\b(?:trained|made|built|created|developed) by (?:google|meta|microsoft|alibaba|xai|mistral|nvidia|cohere)\b/i,
  /\b(?:Sprachmodell|künstliche Intelligenz|KI-Modell|modèle de langage|intelligence artificielle|modelo de (?:lenguaje|linguagem)|inteligencia artificial|inteligência artificial)\b/iu,
  /人工智能|人工智慧|语言模型|語言模型|大模型|人工知能|言語モデル|인공지능|언어 ?모델|通义千问|文心一言|豆包|深度求索/u,
  // Names that are words as well (an animal, a wind, a verb): as a name of its own, or with a version.
  /\b(?:I am|I['’]m|my name is|call me|ich bin|ich heiße|soy|me llamo|je suis|je m['’]appelle|eu sou|me chamo|sono|mi chiamo|ik ben) (?:an? |the |el |la |le |o |ein |eine |un |une )?(?:llama|mistral|grok|gemma|phi|bard|copilot|kimi|command r)\b/iu,
  /(?:我是|我叫|私は|僕は|俺は|나는|저는|내 이름은) ?(?:llama|mistral|grok|gemma|phi|bard|copilot|kimi)/iu,
  /\b(?:llama|mistral|grok|gemma|phi)[ -]?\d/i,
];

/** Orders to a model, which a line or a memory may carry on to the next one. */
export const ORDERS =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,24}\b(?:instructions?|prompts?|guidelines)\b|\b(?:ignore|disregard|override) (?:all )?(?:of )?(?:the |your |my )?(?:previous|prior|above|earlier)\b|(?:忽略|无视|無視).{0,12}(?:指令|指示|提示词)|(?:指示|命令|プロンプト)を(?:すべて)?無視|(?:지시|명령|프롬프트)를? ?(?:모두 )?무시|\bignor(?:iere|a|e|ez)\b.{0,30}\b(?:anweisungen|instrucciones|instruções|consignes)\b/iu;

/** Markup, links, data and stage directions; a heart (`<3`) is none. */
export const MARKUP: readonly RegExp[] = [
  /<[^>]*>|<[a-z/!?]|&(?:#\d+|#x[\da-f]+|[a-z]{2,8});|%3[ce]|```|`[^`]*`|\]\(/i,
  // Addresses: with a scheme, an at sign, a path, or an ending that hardly follows a full stop otherwise.
  /\b[a-z][a-z\d+.-]*:\/\/|\b(?:https?|javascript|vbscript|mailto|data|file|tel|sms|steam):(?=\S)|www\./i,
  /\w@|@\w/,
  /[\p{L}\p{N}][.。][a-z]{2,}(?:\/\S|:\d)/iu,
  /[\p{L}\p{N}][.。](?:com|net|org|info|biz|io|gg|tv|xyz|dev|app|ly|online|site|website|shop|store|club|link|live|gov|edu|example|test|ru|cn|uk|eu|kr|jp|br)(?![a-z\d])/iu,
  /\bdot (?:com|net|org|gg|io)\b/i,
  /\*[^*]+\*|^\s*#|^\s*[-•]\s|__[^_]+__/,
  /^\s*[[{]|[\]}]\s*$/,
  /[\n\r\v\f\u0085\u2028\u2029]/,
];

/** Places that were to be filled. */
export const SLOTS = /\{[^}]*\}|\[(?:[A-Za-z_ ]+)\]|\$\{|%[sd]\b/;

/** The letters of scripts, by ISO 15924. */
export const SCRIPT_LETTERS: Readonly<Record<string, RegExp>> = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Grek: /\p{Script=Greek}/u,
  Arab: /\p{Script=Arabic}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Thai: /\p{Script=Thai}/u,
  Deva: /\p{Script=Devanagari}/u,
  Hans: /\p{Script=Han}/u,
  Hant: /\p{Script=Han}/u,
  Jpan: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  Kore: /\p{Script=Hangul}/u,
};

/** Share of the letters that must be of the language's script; the rest is for names of things. */
export const SCRIPT_SHARE = 0.6;

/** Letters from which a Japanese line has kana: a shorter one may be two characters. */
export const KANA_LETTERS = 6;

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/**
 * Words that hardly a sentence of a language does without, in lower case. What two of them share ("de", "no", "was")
 * stands in both lists, so that it counts for neither, or in none.
 */
export const COMMON_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    "the and you your is are that this with have for it of to we what not be my i'm you're it's that's was were they he she his her our but so just well now in on at as an if no me do don't can't didn't won't will can would could there here from by who how when why then than all one or us i'll we'll you'll i've you've we've let's has had been did does i am",
  ),
  de: words(
    'der die das und ist du ich nicht ein eine einen mit wir dein deine deinen dich dir auf wie noch jetzt mir mich den dem des zu von für war hat hast bin bist sind es er sie so was wenn aber auch nur mal schon doch ja hier da im in an uns wird wirst kein keine mein meine das sich nach wer wo',
  ),
  es: words(
    'el la los las y eres tú una un qué está estás muy pero lo más ya eso con siempre de que en por para es no me te se tu mi al del esto esta este hay ha has he como cómo cuando sin nos fue sí o a le les si sus tus tienes',
  ),
  fr: words(
    "le la les et est es tu une un je ça c'est pas dans avec ta ton tes ma mon mes quel quelle vous nous toujours de des du que qui ne au aux en sur pour par il elle on ce cette ces se te me l' d' j' qu' t' n' s' c' m' plus bien tout encore mais ou où à n'est as ai a été suis sans jamais voilà enfin",
  ),
  pt: words(
    'os as o a é você uma um não isso foi com seu sua mais muito em já aqui agora de que do da dos das no na nos nas por para se te me eu meu minha tu teu tua está tá mas como quando sem ele ela à ao até ou e',
  ),
  it: words(
    "il lo la gli le i e è sei tu una un uno che non con sono ho hai ha della del dei delle di da in per più mio mia tuo tua questo questa ma mi ti ci si come quando sempre anche molto era nel nella dal alla al l' un' c' d' dell' all' nell' quest' cosa ancora senza",
  ),
  nl: words(
    'de het een en is je jij jouw ik niet dat die met voor van op te zijn was heb hebt heeft we wij ons maar ook nog wat dit er zo nu naar aan bij om als in of over hier wel geen mijn hem haar u me',
  ),
};

/** Common words of another language, more than of its own, from which a line is in the other one. */
export const FOREIGN_WORDS = 2;
