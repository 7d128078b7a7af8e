import type { EmotionName } from './emotion.types.js';

/**
 * Words that players type when they feel something, by emotion: lists separated by spaces. Latin entries are whole
 * words or emoticons in lower case; Chinese and Japanese entries are matched anywhere, the longest first, and are stems
 * where endings change.
 */
export const FEELING_WORDS = {
  happy: [
    'happy glad joy fun enjoy enjoying enjoyed love loved nice good great yay',
    'lol haha cool sweet gg :) :-) :d :-d',
    '开心 高兴 快乐 喜欢 好玩 不错 真好 很好 好棒 哈哈 開心 高興 快樂 喜歡',
    '嬉し うれし 楽し たのし 好き 大好き 幸せ 面白 いいね',
  ],
  excited: [
    'awesome excited exciting epic hyped hype pog poggers woohoo thrilled',
    '太棒 激动 兴奋 爽 太爽 冲啊 激動 興奮',
    '最高 わくわく ワクワク やった 熱い 燃え',
  ],
  amazed: [
    'wow omg whoa unbelievable incredible insane amazing',
    '哇 天啊 不敢相信 难以置信 厉害 厲害',
    'すごい 凄い すげ まじか マジか 信じられない びっくり',
  ],
  proud: ['proud nailed crushed mastered flawless', '骄傲 自豪 驕傲 我做到了', '誇ら できた 完璧 ドヤ'],
  satisfied: ['satisfied fine decent', '满意 滿意 满足 滿足 还行 還行', '満足 大丈夫 まあまあ'],
  cheerful: [
    'hi hello hey morning welcome',
    '你好 大家好 早上好 早安 晚上好 嗨',
    'こんにちは こんばんは おはよう やあ よろしく',
  ],
  grateful: [
    'thanks thank thx ty tysm grateful appreciate appreciated',
    '谢谢 謝謝 感谢 感謝 多谢 多謝',
    'ありがと 感謝 助かった 助かります',
  ],
  relieved: [
    'phew relieved relief finally',
    '松了口气 鬆了口氣 还好 還好 幸好 终于 終於 得救',
    'よかった 良かった ほっと 安心 セーフ やっと',
  ],
  sad: [
    "sad cry crying unhappy miserable lonely depressed heartbroken :( :-( :'(",
    '难过 難過 伤心 傷心 悲伤 悲傷 哭 孤独 孤獨 心碎',
    '悲し かなし 寂し さみし 泣 つらい 辛い',
  ],
  disappointed: [
    'disappointed disappointing boring bored meh lame pity bad letdown',
    '失望 可惜 无聊 無聊 没意思 沒意思 遗憾 遺憾',
    '残念 がっかり つまらな 退屈 微妙',
  ],
  frustrated: [
    'frustrated frustrating annoying annoyed ugh argh stuck impossible unfair lag',
    '烦 煩 郁闷 鬱悶 太难 太難 卡住 不公平 崩溃 崩潰',
    '悔し くやし イライラ いらいら 難しすぎ 無理 しんど',
  ],
  angry: [
    'angry mad furious hate hated rage damn trash garbage stupid wtf cheater',
    '生气 生氣 愤怒 憤怒 讨厌 討厭 气死 氣死 垃圾 可恶 可惡',
    '怒 腹立 ムカつ むかつ 嫌い ふざけ 最悪 くそ クソ うざ',
  ],
  worried: [
    'worried worry worries scared afraid nervous anxious scary terrified uhoh',
    '担心 擔心 害怕 紧张 緊張 不安 可怕 救命',
    '心配 怖 こわい 緊張 やばい ヤバい 助けて',
  ],
  tired: [
    'tired exhausted sleepy bedtime drained burnout yawn',
    '累 困了 疲惫 疲憊 想睡',
    '疲れ つかれ 眠い ねむい 眠た だるい',
  ],
  neutral: [],
} as const satisfies Record<EmotionName, readonly string[]>;

/** Latin words that turn what follows within two words of the clause into its opposite; so does any word ending in n't. */
export const NEGATING_WORDS = 'not no never without hardly isnt dont wasnt cant aint';

/** Latin words that make what is felt stronger. */
export const STRESSING_WORDS = 'so very really super extremely totally';

/** Chinese negations stand right before the word, at most one adverb between. */
export const NEGATING_BEFORE = /[不没沒别別無无](?:太|很|是|有|怎么|怎麼)?$/u;

/** Japanese negations stand in the ending of the word. */
export const NEGATING_AFTER = /^(?:く|しく|い|じゃ|では|で|か|ら|れ)*(?:ない|なかった|なく|ません)/u;

/** Chinese and Japanese adverbs of degree. */
export const STRESSING_CHARACTERS = /[太很超]|非常|真的|とても|めっちゃ|すごく|本当に/u;

/** What a remark is worth. */
export const SENTIMENT = {
  /** Intensity of one feeling word, 0..1: words are weaker evidence than deeds. */
  word: 0.4,
  /** Each further word for the same feeling adds this, up to three. */
  furtherWord: 0.1,
  furtherWords: 3,
  /** A word of degree or an exclamation mark. */
  stressed: 0.15,
  /** Negation weakens: "not happy" is less than "sad". */
  negated: 0.7,
  /** Confidence 0..1: a lexicon knows neither irony nor context, so a model may always be asked. */
  confidence: { none: 0.4, mixed: 0.45, one: 0.6, agreeing: 0.7 },
} as const;
