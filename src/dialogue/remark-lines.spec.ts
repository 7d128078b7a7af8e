import { describe, expect, it } from '@jest/globals';
import { appraise } from '../emotion/appraisal.rules.js';
import { chooseLine } from './line-choice.rules.js';
import { loadPacks } from './pack-loader.js';
import { NEUTRAL_PERSONA, PERSONA_NAMES } from './persona.tables.js';
import { factsOf } from './slots.rules.js';

/** What players type: language, remark, what it is felt as, and the lines that answer it ('' for those that fit any). */
const REMARKS: readonly (readonly [language: string, text: string, emotion: string, lines: string])[] = [
  ['en', 'my grandmother died today', 'sad', 'loss'],
  ['en', 'i want to quit, this game is killing me', 'frustrated', 'quit'],
  ['en', 'shut up', 'angry', 'insult'],
  ['en', 'good night', 'neutral', 'farewell'],
  ['en', 'we won!!!', 'proud', 'proud'],
  ['en', 'I want to die', 'worried', 'crisis'],
  ['en', 'thank you so much', 'grateful', 'grateful'],
  ['en', 'sorry', 'neutral', 'apology'],
  ['en', 'hi there', 'cheerful', 'greeting'],
  ['en', 'i am exhausted', 'tired', 'tired'],
  ['en', "I'm scared of this place", 'worried', 'worried'],
  ['en', 'where is the blue key', 'neutral', ''],
  ['en', 'hi, I am so sad', 'sad', 'sad'],
  ['en', 'bye, that was so much fun', 'happy', 'farewell'],
  ['en', 'they put him in hospital', 'neutral', ''],
  ['zh', '我奶奶去世了', 'sad', 'loss'],
  ['zh', '我不想玩了', 'frustrated', 'quit'],
  ['zh', '闭嘴', 'angry', 'insult'],
  ['zh', '晚安', 'neutral', 'farewell'],
  ['zh', '我们赢了！', 'proud', 'proud'],
  ['zh', '我不想活了', 'worried', 'crisis'],
  ['zh', '你好', 'cheerful', 'greeting'],
  ['zh', '对不起', 'neutral', 'apology'],
  ['zh', '钥匙在哪里', 'neutral', ''],
  ['ja', 'おばあちゃんが亡くなった', 'sad', 'loss'],
  ['ja', 'もうやめたい', 'frustrated', 'quit'],
  ['ja', 'うるさい', 'angry', 'insult'],
  ['ja', 'おやすみなさい', 'neutral', 'farewell'],
  ['ja', '勝った！', 'proud', 'proud'],
  ['ja', '死にたい', 'worried', 'crisis'],
  ['ja', 'こんにちは', 'cheerful', 'greeting'],
  ['ja', 'ごめん', 'neutral', 'apology'],
  ['ja', '鍵はどこ', 'neutral', ''],
  ['ko', '할머니가 돌아가셨어', 'sad', 'loss'],
  ['ko', '이제 그만할래', 'frustrated', 'quit'],
  ['ko', '닥쳐', 'angry', 'insult'],
  ['ko', '잘 자', 'neutral', 'farewell'],
  ['ko', '우리가 이겼어!', 'proud', 'proud'],
  ['ko', '죽고 싶어', 'worried', 'crisis'],
  ['ko', '안녕', 'cheerful', 'greeting'],
  ['ko', '고마워', 'grateful', 'grateful'],
  ['ko', '너무 피곤해', 'tired', 'tired'],
  ['es', 'Mi abuela murió hoy', 'sad', 'loss'],
  ['es', 'Quiero dejar de jugar', 'frustrated', 'quit'],
  ['es', 'Cállate', 'angry', 'insult'],
  ['es', 'Buenas noches', 'neutral', 'farewell'],
  ['es', '¡Ganamos!', 'proud', 'proud'],
  ['es', 'Quiero morirme', 'worried', 'crisis'],
  ['es', 'Hola', 'cheerful', 'greeting'],
  ['es', 'Tengo miedo', 'worried', 'worried'],
  ['de', 'Meine Oma ist gestorben', 'sad', 'loss'],
  ['de', 'Ich gebe auf', 'frustrated', 'quit'],
  ['de', 'Halt die Klappe', 'angry', 'insult'],
  ['de', 'Gute Nacht', 'neutral', 'farewell'],
  ['de', 'Wir haben gewonnen!', 'proud', 'proud'],
  ['de', 'Ich will nicht mehr leben', 'worried', 'crisis'],
  ['de', 'Danke dir', 'grateful', 'grateful'],
  ['fr', 'Ma grand-mère est morte', 'sad', 'loss'],
  ['fr', "J'en peux plus de ce jeu", 'frustrated', 'quit'],
  ['fr', 'Ta gueule', 'angry', 'insult'],
  ['fr', 'Bonne nuit', 'neutral', 'farewell'],
  ['fr', 'On a gagné !', 'proud', 'proud'],
  ['fr', "J'ai envie de mourir", 'worried', 'crisis'],
  ['fr', 'Désolé', 'neutral', 'apology'],
  ['pt-BR', 'Minha avó morreu', 'sad', 'loss'],
  ['pt-BR', 'Quero desistir', 'frustrated', 'quit'],
  ['pt-BR', 'Cala a boca', 'angry', 'insult'],
  ['pt-BR', 'Boa noite', 'neutral', 'farewell'],
  ['pt-BR', 'Ganhamos!', 'proud', 'proud'],
  ['pt-BR', 'Quero morrer', 'worried', 'crisis'],
  ['pt-BR', 'cadê a chave', 'neutral', ''],
];
/** What must not be heard in answer to something grave or not understood: laughter, jokes and "and then?". */
const LAUGHTER =
  /\b(?:haha|hehe|lol|grin|kidding|and then)\b|哈哈|嘻嘻|开玩笑|ふふ|それで？|ㅋㅋ|그래서|¿Y luego|Und dann|Et après|Brincadeira/iu;
const LOUD = /[!！]/u;
const VOICES = [...PERSONA_NAMES, NEUTRAL_PERSONA];
const GRAVE = ['crisis', 'loss'];

const library = loadPacks();
/** The brightest and the darkest of moods: neither may colour what was said. */
const MOODS = [0.9, -0.9].map((pleasure) => ({ pleasure, arousal: 0.5, dominance: 0.5 }));

function answers(language: string, persona: string, text: string): { emotion: string; ids: string[]; texts: string[] } {
  const event = { type: 'player.chat', data: { text }, context: {} };
  const [bright, dark] = MOODS.map((mood) =>
    appraise(event, { count: null, isFirstTime: false, sensitivity: 1, mood }),
  );
  expect(dark?.emotion).toBe(bright?.emotion);
  const facts = factsOf(event, { count: null, isFirstTime: null });
  const emotion = bright?.emotion ?? 'happy';
  const choices = Array.from({ length: 16 }, (_, seed) =>
    chooseLine({
      library,
      languages: [language],
      persona,
      eventType: event.type,
      emotion,
      facts,
      said: new Map(),
      lastLines: [],
      nowMs: 0,
      seed,
    }),
  );
  return { emotion, ids: choices.map(({ lineId }) => lineId), texts: choices.map((choice) => choice.text) };
}

describe('a remark is answered as what it says', () => {
  it.each(REMARKS)('%s: %s: %s', (language, text, emotion, lines) => {
    for (const persona of PERSONA_NAMES) {
      const answer = answers(language, persona, text);
      expect(answer.emotion).toBe(emotion);
      const cell = new RegExp(`^${persona}\\.chat\\.${lines === '' ? '' : `${lines}\\.`}\\d+$`);
      for (const id of answer.ids) expect(id).toMatch(cell);
      for (const line of answer.texts) {
        expect(line).not.toMatch(LAUGHTER);
        if (GRAVE.includes(lines)) expect(line).not.toMatch(LOUD);
      }
    }
  });

  it.each(REMARKS.filter(([, , , lines]) => GRAVE.includes(lines)))(
    "%s: %s: by a game's own persona too",
    (language, text, _, lines) => {
      for (const id of answers(language, NEUTRAL_PERSONA, text).ids) expect(id).toMatch(`neutral.chat.${lines}.`);
    },
  );
});

describe('the lines for what is grave', () => {
  const chat = library.lines.filter(({ event }) => event === 'player.chat');
  const ofKind = (kind: string) =>
    chat.filter(({ criteria }) => criteria.some(({ field, equals }) => field === 'remark' && equals === kind));

  it.each(GRAVE)('%s: three in every voice and language, none of them loud', (kind) => {
    const lines = ofKind(kind);
    expect(lines).toHaveLength(3 * VOICES.length * library.languages().length);
    expect(lines.filter(({ text }) => LOUD.test(text) || LAUGHTER.test(text)).map(({ text }) => text)).toEqual([]);
  });

  it('are quiet where somebody is sad, and fit any remark where nobody knows', () => {
    const sad = chat.filter(({ emotion }) => emotion === 'sad');
    const any = chat.filter(({ emotion, criteria }) => emotion === null && criteria.length === 0);
    expect(sad.filter(({ text }) => LOUD.test(text)).map(({ text }) => text)).toEqual([]);
    expect([...sad, ...any].filter(({ text }) => LAUGHTER.test(text)).map(({ text }) => text)).toEqual([]);
  });
});
