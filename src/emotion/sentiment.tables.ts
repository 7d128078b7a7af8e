import type { EmotionName } from './emotion.types.js';

/**
 * Words that players type when they feel something, by emotion: lists separated by spaces. Latin entries are whole
 * words or emoticons as `foldText` leaves them, in lower case without accents (English, Spanish, Portuguese, German,
 * French); Chinese, Japanese and Korean entries are matched anywhere, the longest first, and are stems where endings
 * change. A word that means something else in another of the languages is left out.
 */
export const FEELING_WORDS = {
  happy: [
    'happy glad joy fun enjoy enjoying enjoyed love loved nice good great yay',
    'lol haha cool sweet gg :) :-) :d :-d',
    '开心 高兴 快乐 喜欢 好玩 不错 真好 很好 好棒 哈哈 開心 高興 快樂 喜歡',
    '嬉し うれし 楽し たのし 好き 大好き 幸せ 面白 いいね',
    'feliz alegre contento contenta divertido divertida genial adoro adorei encanta',
    'glucklich gluecklich froh toll spass liebe freue heureux heureuse contente adore chouette',
    '행복 기쁘 기뻐 좋 신나 재밌 재미있 즐거 사랑해',
  ],
  excited: [
    'awesome excited exciting epic hyped hype pog poggers woohoo thrilled',
    '太棒 激动 兴奋 爽 太爽 冲啊 激動 興奮',
    '最高 わくわく ワクワク やった 熱い 燃え',
    'emocionado emocionada empolgado empolgada begeistert geil',
    '설레 대박',
  ],
  amazed: [
    'wow omg whoa unbelievable incredible insane amazing',
    '哇 天啊 不敢相信 难以置信 厉害 厲害',
    'すごい 凄い すげ まじか マジか 信じられない びっくり',
    'increible incrivel uau unglaublich wahnsinn krass incroyable waouh',
    '우와 놀라',
  ],
  proud: [
    'proud nailed crushed mastered flawless',
    '骄傲 自豪 驕傲 我做到了',
    '誇ら できた 完璧 ドヤ',
    'orgulloso orgullosa orgulho stolz fier fiere',
    '자랑스 뿌듯',
  ],
  satisfied: [
    'satisfied fine decent',
    '满意 滿意 满足 滿足 还行 還行',
    '満足 大丈夫 まあまあ',
    'satisfecho satisfeito bien zufrieden satisfait satisfaite',
    '만족 괜찮',
  ],
  cheerful: [], // who greets is cheerful, see remark.tables.ts
  grateful: [
    'thanks thank thx ty tysm grateful appreciate appreciated',
    '谢谢 謝謝 感谢 感謝 多谢 多謝',
    'ありがと 感謝 助かった 助かります',
    'gracias obrigado obrigada valeu danke merci',
    '고마 고맙 감사',
  ],
  relieved: [
    'phew relieved relief finally',
    '松了口气 鬆了口氣 还好 還好 幸好 终于 終於 得救',
    'よかった 良かった ほっと 安心 セーフ やっと',
    'alivio aliviado aliviada ufa erleichtert endlich soulage soulagee enfin ouf',
    '다행 드디어',
  ],
  sad: [
    "sad cry crying unhappy miserable lonely depressed heartbroken :( :-( :'(",
    '难过 難過 伤心 傷心 悲伤 悲傷 哭 孤独 孤獨 心碎',
    '悲し かなし 寂し さみし 泣 つらい 辛い',
    'triste llorar lloro llorando deprimido deprimida chorar chorando sozinho sozinha',
    'traurig weine weinen einsam deprimiert pleure pleurer deprime deprimee hopeless devastated alone allein',
    '슬프 슬퍼 슬픈 우울 외로 눈물 울고',
  ],
  disappointed: [
    'disappointed disappointing boring bored meh lame pity bad letdown lost losing failed',
    '失望 可惜 无聊 無聊 没意思 沒意思 遗憾 遺憾',
    '残念 がっかり つまらな 退屈 微妙',
    'decepcionado decepcionada aburrido aburrida entediado',
    'enttauscht enttaeuscht langweilig schade decu decue ennuyeux dommage bof',
    '실망 아쉽 아쉬 지루 심심 재미없',
  ],
  frustrated: [
    'frustrated frustrating annoying annoyed ugh argh stuck impossible unfair lag',
    '烦 煩 郁闷 鬱悶 太难 太難 卡住 不公平 崩溃 崩潰',
    '悔し くやし イライラ いらいら 難しすぎ 無理 しんど',
    'frustrado frustrada frustrante imposible impossivel injusto atascado',
    'frustriert nervt genervt frustre frustrant agacant injuste bloque',
    '답답 짜증 억울',
  ],
  angry: [
    'angry mad furious hate hated rage damn trash garbage stupid wtf cheater',
    '生气 生氣 愤怒 憤怒 讨厌 討厭 气死 氣死 垃圾 可恶 可惡',
    '怒 腹立 ムカつ むかつ 嫌い ふざけ 最悪 くそ クソ うざ',
    'enfadado enfadada enojado enojada odio odeio rabia raiva mierda merda',
    'wutend wuetend sauer hasse scheisse colere furieux deteste merde',
    '화나 화났 열받 싫어',
  ],
  worried: [
    'worried worry worries scared afraid nervous anxious stressed scary sick cancer terrified uhoh',
    '担心 擔心 害怕 紧张 緊張 不安 可怕 救命',
    '心配 怖 こわい 緊張 やばい ヤバい 助けて',
    'preocupado preocupada miedo medo asustado assustado nervioso nervoso',
    'angst sorge sorgen besorgt nervos peur inquiet inquiete stresse angoisse',
    '무서 무섭 걱정 불안 겁나',
  ],
  tired: [
    'tired exhausted sleepy bedtime drained burnout yawn',
    '累 困了 疲惫 疲憊 想睡',
    '疲れ つかれ 眠い ねむい 眠た だるい',
    'cansado cansada agotado agotada exausto exausta sueno sono',
    'mude muede erschopft kaputt fatigue fatiguee epuise epuisee creve',
    '피곤 지쳤 졸려 힘들',
  ],
  neutral: [],
} as const satisfies Record<EmotionName, readonly string[]>;

/** Latin words that turn what follows within two words of the clause into its opposite; so does any word ending in n't. */
export const NEGATING_WORDS =
  'not no never without hardly isnt dont wasnt cant aint nicht kein keine nie pas jamais nao nunca sem sin';

/** Latin words that make what is felt stronger. */
export const STRESSING_WORDS = 'so very really super extremely totally muy muito sehr tres vraiment';

/** Chinese negations stand right before the word, at most one adverb between; the short Korean ones are words. */
export const NEGATING_BEFORE = /[不没沒别別無无](?:太|很|是|有|怎么|怎麼)?$|(?:^|\s)[안못] ?$/u;

/** Japanese negations stand in the ending of the word, the long Korean ones behind it. */
export const NEGATING_AFTER =
  /^(?:(?:く|しく|い|じゃ|では|で|か|ら|れ)*(?:ない|なかった|なく|ません)|하?지(?:는|도)? ?(?:않|못|마))/u;

/** Chinese, Japanese and Korean adverbs of degree. */
export const STRESSING_CHARACTERS = /[太很超]|非常|真的|とても|めっちゃ|すごく|本当に|너무|정말|진짜/u;

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
