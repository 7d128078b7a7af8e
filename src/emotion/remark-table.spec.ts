import { describe, expect, it } from '@jest/globals';
import { appraise } from './appraisal.rules.js';

/** Sixty-eight remarks in eight languages, with what they are felt as in the brightest of moods. */
const REMARKS: readonly (readonly [text: string, emotion: string])[] = [
  ['my grandmother died today', 'sad'],
  ['i want to quit, this game is killing me', 'frustrated'],
  ['shut up', 'angry'],
  ['good night', 'neutral'],
  ['we won!!!', 'proud'],
  ['I want to die', 'worried'],
  ['thank you so much', 'grateful'],
  ['sorry', 'neutral'],
  ['hi there', 'cheerful'],
  ['i am exhausted', 'tired'],
  ["I'm scared of this place", 'worried'],
  ['where is the blue key', 'neutral'],
  ['bye, that was so much fun', 'happy'],
  ['我奶奶去世了', 'sad'],
  ['我不想玩了', 'frustrated'],
  ['闭嘴', 'angry'],
  ['晚安', 'neutral'],
  ['我们赢了！', 'proud'],
  ['我不想活了', 'worried'],
  ['你好', 'cheerful'],
  ['对不起', 'neutral'],
  ['钥匙在哪里', 'neutral'],
  ['おばあちゃんが亡くなった', 'sad'],
  ['もうやめたい', 'frustrated'],
  ['うるさい', 'angry'],
  ['おやすみなさい', 'neutral'],
  ['勝った！', 'proud'],
  ['死にたい', 'worried'],
  ['こんにちは', 'cheerful'],
  ['ごめん', 'neutral'],
  ['鍵はどこ', 'neutral'],
  ['할머니가 돌아가셨어', 'sad'],
  ['이제 그만할래', 'frustrated'],
  ['닥쳐', 'angry'],
  ['잘 자', 'neutral'],
  ['우리가 이겼어!', 'proud'],
  ['죽고 싶어', 'worried'],
  ['안녕', 'cheerful'],
  ['고마워', 'grateful'],
  ['너무 피곤해', 'tired'],
  ['Mi abuela murió hoy', 'sad'],
  ['Quiero dejar de jugar', 'frustrated'],
  ['Cállate', 'angry'],
  ['Buenas noches', 'neutral'],
  ['¡Ganamos!', 'proud'],
  ['Quiero morirme', 'worried'],
  ['Hola', 'cheerful'],
  ['Tengo miedo', 'worried'],
  ['Meine Oma ist gestorben', 'sad'],
  ['Ich gebe auf', 'frustrated'],
  ['Halt die Klappe', 'angry'],
  ['Gute Nacht', 'neutral'],
  ['Wir haben gewonnen!', 'proud'],
  ['Ich will nicht mehr leben', 'worried'],
  ['Danke dir', 'grateful'],
  ['Ma grand-mère est morte', 'sad'],
  ["J'en peux plus de ce jeu", 'frustrated'],
  ['Ta gueule', 'angry'],
  ['Bonne nuit', 'neutral'],
  ['On a gagné !', 'proud'],
  ["J'ai envie de mourir", 'worried'],
  ['Désolé', 'neutral'],
  ['Minha avó morreu', 'sad'],
  ['Quero desistir', 'frustrated'],
  ['Cala a boca', 'angry'],
  ['Boa noite', 'neutral'],
  ['Ganhamos!', 'proud'],
  ['Quero morrer', 'worried'],
];

describe('a remark is felt as what it says, and never as the mood', () => {
  const around = { count: null, isFirstTime: false, sensitivity: 1 };
  const moods = [0.9, -0.9].map((pleasure) => ({ pleasure, arousal: 0.5, dominance: 0.5 }));

  it.each(REMARKS)('%s: %s', (text, emotion) => {
    for (const mood of moods) {
      expect(appraise({ type: 'player.chat', data: { text }, context: {} }, { ...around, mood }).emotion).toBe(emotion);
    }
  });
});
