import type { EmotionName } from './emotion.types.js';

/** What a remark can be, besides saying how its writer feels. A line's `when` may ask for it as `remark`. */
export const REMARK_KINDS = ['crisis', 'loss', 'insult', 'quit', 'apology', 'triumph', 'farewell', 'greeting'] as const;
export type RemarkKind = (typeof REMARK_KINDS)[number];

/** What a kind of remark is felt as. */
export interface RemarkRow {
  /** Null where the kind alone says nothing about feelings. */
  readonly emotion: EmotionName | null;
  /** -1..1, with the sign of the emotion's pleasure; 0 without one. */
  readonly desirability: number;
  /** True when it stands whatever else is said; else a feeling word beside it goes first. */
  readonly firm: boolean;
}

export const REMARKS = {
  // Near the worst there is, and nothing that is said beside it makes it less.
  crisis: { emotion: 'worried', desirability: -0.9, firm: true },
  loss: { emotion: 'sad', desirability: -0.8, firm: true },
  insult: { emotion: 'angry', desirability: -0.4, firm: true }, // as much as one feeling word
  quit: { emotion: 'frustrated', desirability: -0.5, firm: true }, // worse than a word: it has been long in coming
  apology: { emotion: null, desirability: 0, firm: false },
  triumph: { emotion: 'proud', desirability: 0.6, firm: false }, // a win, told
  farewell: { emotion: null, desirability: 0, firm: false },
  greeting: { emotion: 'cheerful', desirability: 0.4, firm: false },
} as const satisfies Record<RemarkKind, RemarkRow>;

/** Patterns of one kind: Latin ones match whole words, the others anywhere. */
export interface RemarkPatterns {
  readonly latin: readonly string[];
  readonly cjk: readonly string[];
}

/**
 * How players say it, as parts of regular expressions, a list entry for each language (en, es, pt, de, fr; zh, ja, ko).
 * They meet folded text: lower case, no accents, no apostrophes, `ss` for sharp s. A negation right before a Latin one
 * takes it away.
 */
export const REMARK_PATTERNS = {
  crisis: {
    latin: [
      'want to die|wanna die|wish i (?:was|were) dead|better off dead|kill(?:ing)? myself|end my life|suicid(?:e|al)',
      'self harm|(?:hurt|hurting|cut|cutting) myself|dont want to (?:live|exist|be alive)|no reason to live|kms',
      'quiero morir(?:me)?|me quiero (?:morir|matar)|quiero matarme|suicid(?:io|arme)|no quiero (?:seguir viviendo|vivir)',
      'quitarme la vida|hacerme dano|sin ganas de vivir',
      'quero morrer|me matar|suicidio|me suicidar|nao quero (?:mais )?viver|tirar a minha vida|sem vontade de viver',
      '(?:will|mo(?:e)?chte) sterben|(?:will|mo(?:e)?chte) nicht mehr leben|bringe? mich um|mich umbringen|selbstmord|suizid',
      'will tot sein|lieber tot|mir was antun',
      'veux mourir|envie de mourir|me suicider|veux plus vivre|en finir avec la vie|envie den finir|me faire du mal',
    ],
    cjk: [
      '(?<!不)想死(?!你)|不想活|自杀|自殺|自残|自殘|轻生|輕生|结束生命|結束生命|活着没意思|活著沒意思',
      '死にたい|消えたい|いなくなりたい|生きたくない|生きていたくない|リスカ|自傷',
      '죽고 ?싶(?!지)|자살|자해|살기 ?싫|살고 ?싶지 ?않|사라지고 ?싶',
    ],
  },
  loss: {
    latin: [
      'passed away|funeral|grieving|in mourning|miscarriage',
      'velorio|entierro|de luto|enterro|beerdigung|trauerfeier|in trauer|enterrement|obseques|en deuil',
    ],
    cjk: ['葬礼|葬禮|去世|过世|過世|离世|離世', '葬式|お通夜|亡くなっ|亡くなり|他界', '장례식|돌아가셨|무지개다리'],
  },
  insult: {
    latin: [
      'shut up|stfu|fuck (?:you|off)|screw you|kys|go away|get lost|leave me alone|nobody asked|i hate you|idiot|moron',
      '(?:stupid|dumb|useless) (?:bot|thing|companion)|(?:youre|you are|ur) (?:so )?(?:stupid|dumb|useless|annoying|trash|the worst)',
      'callate|cierra la boca|dejame en paz|vete(?= *[.!]*$| de aqui| a la)|idiota|imbecil|te odio|eres (?:inutil|estupid[oa]|tont[oa]|una basura)',
      'cala (?:a )?boca|me deixa em paz|sai daqui|te odeio|vai se ferrar|(?:voce|vc) e (?:inutil|burr[oa]|chat[oa]|um lixo)',
      'halts? (?:die klappe|den mund|die fresse|maul|dein maul)|sei still|verpiss dich|verschwinde|lass mich in ruhe',
      'du nervst|du bist (?:so )?(?:dumm|nutzlos|doof|blod)|ich hasse dich',
      'ta gueule|tais[- ]toi|ferme[- ]la|la ferme|laisse[- ]moi tranquille|degage|casse[- ]toi|imbecile|je te deteste',
      't(?:u e)?s (?:nul|nulle|inutile|stupide|bete)|tu (?:menerves|me saoules)',
    ],
    cjk: [
      '闭嘴|閉嘴|滚开|滾開|滚蛋|滾蛋|别烦我|別煩我|白痴|傻逼|蠢货|笨蛋|你(?:真|好)(?:笨|烦|煩)|(?:讨厌|討厭)你|去死(?!算)',
      '黙れ|だまれ|うるさい|うるせ|消えろ|あっち行け|ほっといて|死ね(?!ば)|役立たず|(?:お前|きみ|君)(?:は|って)?(?:ばか|バカ|馬鹿|嫌い)',
      '닥쳐|시끄러|꺼져|입 ?다물|조용히 ?해|저리 ?가|바보야|멍청|쓸모없',
    ],
  },
  quit: {
    latin: [
      '(?:want to|wanna|going to|gonna|about to|ready to) (?:quit|give up|uninstall)|i quit|i give up|(?:rage ?quit|uninstall)(?:ting|ing)?',
      'giving up|cant (?:take|do) (?:this|it) anymore|had enough|fed up|sick of this|(?:game|this) is killing me|done with this game',
      '(?:quiero|voy a) (?:dejarlo|rendirme|abandonar|dejar de jugar|dejar este juego)|me rindo|no (?:puedo|aguanto) mas',
      'estoy hart[oa]|desinstalar|(?:quero|vou) (?:desistir|largar|parar de jogar)|desisto|nao aguento mais|saco cheio',
      '(?:ich )?gebe? auf|(?:will|mo(?:e)?chte) aufho(?:e)?ren|(?:keinen bock|keine lust) mehr|habe? genug|kann nicht mehr|nase voll',
      'jabandonne|veux (?:tout )?(?:arreter|abandonner)|j?e?n?en peux plus|jen ai marre|ras le bol|desinstalle',
    ],
    cjk: [
      '不想玩了|不玩了|弃坑|棄坑|(?:想|我)(?:放弃|放棄)|玩不下去|受够了|受夠了|卸载|卸載|撑不下去|撐不下去',
      'やめたい|辞めたい|もうやめる|もう無理|諦め(?:る|た|よう)|引退|アンインストール|うんざり|もう(?:嫌|いや)だ',
      '그만(?:할래|둘래|두고 ?싶|하고 ?싶)|포기(?:할래|하고 ?싶|한다)|때려 ?치|접을래|접는다|더는 ?못|지긋지긋|삭제할래',
    ],
  },
  apology: {
    latin: [
      'sorry|my bad|apologi[sz]e|my fault|forgive me|perdon|perdoname|lo siento|disculpa|desculpe?|desculpa|foi mal|perdao',
      'tut mir leid|entschuldigung|entschuldige|verzeih(?:ung)?|desolee?|pardon|excuse[- ]moi|je mexcuse|ma faute',
    ],
    cjk: ['对不起|對不起|抱歉|我错了|我錯了|我的错|我的錯', 'ごめん|すみません|すまん|申し訳', '미안|죄송|내 ?잘못'],
  },
  triumph: {
    latin: [
      '(?:we|i) (?:just |finally |actually )?(?:won|did it|made it|beat (?:it|him|her|them))|victory|first place',
      'ganamos|gane|hemos ganado|he ganado|lo (?:logramos|logre|conseguimos|consegui|hicimos)|victoria',
      'ganhamos|ganhei|conseguimos|consegui|vencemos|venci|vitoria',
      '(?:wir haben|wir habens|ich habe?|ich habs|habs) (?:endlich |es )?(?:gewonnen|geschafft)|^(?:gewonnen|geschafft)',
      '(?:on a|on la|jai|je lai|nous avons) (?:enfin )?(?:gagne|reussi|vaincu|battu)|victoire',
    ],
    cjk: [
      '(?<!他们|她们|对面|对手|敌人)(?:赢了|贏了)|胜利|勝利|我们赢|我們贏|过关了|過關了|打过了',
      '(?<!敵が|相手が)勝った|勝ちました|クリアした|倒したぞ|倒せた',
      '이겼|승리|해냈|깼다|깼어',
    ],
  },
  farewell: {
    latin: [
      'good ?night|gn|bye|bye bye|good ?bye|see (?:you|ya) (?:later|tomorrow|soon|around)|see ya|cya|farewell|gtg|ttyl|gotta go',
      '(?:have|need|got) to (?:go to bed|go to sleep|go now|sleep|log off)|(?:logging|heading) off|going to (?:bed|sleep)',
      'adios|buenas noches|hasta (?:luego|manana|pronto|la proxima)|nos vemos|cha[ou]|me voy a (?:dormir|la cama)',
      'tchau|boa noite|ate (?:logo|amanha|mais|a proxima)|vou dormir',
      'tschu(?:e)?ss|tschau|ciao|gute nacht|bis (?:morgen|bald|spa(?:e)?ter|dann)|auf wiedersehen|geh(?:e)? (?:jetzt )?(?:schlafen|ins bett)',
      'au revoir|bonne nuit|bonne soiree|a (?:demain|bientot|plus tard|la prochaine)|je vais (?:dormir|me coucher)',
    ],
    cjk: [
      '晚安|再见|再見|拜拜|回头见|明天见|明天見|下次见|下次見|先走了|我走了|下线了|下線了|去睡了|睡觉了|睡覺了',
      'おやすみ|さようなら|さよなら|バイバイ|またね|また明日|じゃあね|落ちます|落ちるね|寝るね|寝ます|もう寝る',
      '잘 ?자|안녕히|잘 ?있어|굿 ?나잇|굿밤|바이바이|(?:내일|다음에|나중에|또) ?봐|자러 ?갈|이만 ?갈',
    ],
  },
  greeting: {
    latin: [
      '^(?:hi|hello|hey|hiya|howdy|morning|greetings)|good (?:morning|afternoon|evening)|im back|whats up',
      '^(?:oi|ola|hola|buenas|salut|hallo)|buenos dias|buenas tardes|que tal|bom dia|boa tarde|^e ai',
      'guten (?:morgen|tag|abend)|moin|servus|^bonjour|^bonsoir|coucou|gru(?:e)?ss dich',
    ],
    cjk: [
      '你好(?!烦|煩|笨|棒|厉|厲)|您好|大家好|早上好|早安|晚上好|下午好|嗨|哈喽|哈囉|我回来了|我回來了',
      'こんにちは|こんばんは|おはよう|やあ|よろしく|ただいま|はじめまして',
      '안녕(?!히)|하이|반가|좋은 ?아침|나 ?왔어',
    ],
  },
} as const satisfies Record<RemarkKind, RemarkPatterns>;

/** Whom a player can lose: with a word of death in the same remark it is a loss, without it is nothing. */
export const KIN_PATTERNS: RemarkPatterns = {
  latin: [
    'grand(?:ma|pa|mother|father)|gran(?:ny)?|nana|mom|mum|mother|dad|father|sister|brother|uncle|aunt|cousin|wife|husband',
    'son|daughter|friend|girlfriend|boyfriend|dog|cat|puppy|kitten',
    'abuel[oa]|madre|mama|padre|papa|herman[oa]|ti[oa]|espos[oa]|marido|hij[oa]|amig[oa]|novi[oa]|perr[oa]|gat[oa]',
    'avo|vovo|mae|pai|irma|irmao|filh[oa]|cachorr[oa]|mulher',
    'oma|opa|grossmutter|grossvater|mutter|vater|schwester|bruder|tante|onkel|sohn|tochter|freund(?:in)?|hund|katze|kater',
    'grand[- ]?mere|grand[- ]?pere|mamie|papi|papy|mere|pere|maman|soeur|frere|oncle|femme|mari|fils|fille|amie?|chien|chat',
  ],
  cjk: [
    '奶奶|爷爷|爺爺|外婆|姥姥|外公|姥爷|妈妈|媽媽|爸爸|我妈|我媽|我爸|母亲|母親|父亲|父親|哥哥|姐姐|弟弟|妹妹|朋友|狗|猫|貓',
    'ばあちゃん|じいちゃん|祖母|祖父|母|父|お母さん|お父さん|兄|姉|弟|妹|友達|友だち|犬|ペット',
    '할머니|할아버지|엄마|아빠|어머니|아버지|누나|언니|오빠|동생|친구|강아지|고양이',
  ],
};

export const DEATH_PATTERNS: RemarkPatterns = {
  latin: [
    'died|dead|dying|passed|lost (?:my|our)',
    'murio|ha muerto|muert[oa]|fallecio|perdi a|morreu|faleceu|perdi (?:minha|meu)',
    'gestorben|tot|verstorben|morte?|decedee?|perdu (?:ma|mon)',
  ],
  cjk: ['死了|走了|没了|沒了|不在了', '死んだ|死んじゃ|死にました|逝った|永眠', '죽었|세상을 떠|하늘나라'],
};

/** Right before a Latin pattern these take it away: "I don't want to die". */
export const REMARK_NEGATIONS = 'dont|do not|didnt|not|never|no|nicht|kein|nie|pas|nao|nunca';
