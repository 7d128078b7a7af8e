import type { EmotionName } from '../emotion/emotion.types.js';
import type { Topic } from './reflection-topic.tables.js';
import type { FactKind } from './reflection.types.js';

/** How insights are told in one language. A topic or a feeling stands where nothing has to agree with it. */
export interface InsightWords {
  readonly sentences: Readonly<Record<FactKind, string>>;
  readonly topics: Readonly<Record<Topic, string>>;
  readonly emotions: Readonly<Record<EmotionName, string>>;
}

export const EN_INSIGHTS = {
  sentences: {
    often: 'What comes up most: {topic}, in {count} of {total} memories.',
    oftenFelt: 'What comes up most: {topic}, in {count} of {total} memories, and the usual feeling is {emotion}.',
    recovers: 'A lost match is usually followed by a win: {count} times out of {total}.',
    slumps: 'A lost match is usually followed by another loss: {count} times out of {total}.',
    rising: 'Things are looking up: {late} % of the later matches were won, {early} % of the earlier ones.',
    falling: 'It has become harder: {late} % of the later matches were won, {early} % of the earlier ones.',
    rival: '{name} is a rival who keeps coming back: {count} encounters, matches won {wins}, lost {losses}.',
    ally: '{name} is an ally who is often there: {count} moments shared.',
    allyFelt: '{name} is an ally who is often there: {count} moments shared, mostly with {emotion}.',
    betrayer: '{name} is not to be trusted: {count} betrayals so far.',
    nemesis: '{name} is hard to beat: {count} defeats so far.',
    finds: 'A lucky hand with loot: {count} finds of epic rarity or better, and the favourite is {name}.',
    feeling: 'The usual feeling is {emotion}: it stands out in {count} of {total} memories.',
  },
  topics: {
    victory: 'victories',
    defeat: 'defeats',
    kill: 'kills',
    death: 'deaths',
    boss: 'boss fights',
    combat: 'combat',
    achievement: 'achievements',
    milestone: 'milestones',
    quest: 'quests',
    questFailed: 'failed quests',
    loot: 'loot',
    rescue: 'rescues',
    betrayal: 'betrayals',
    gift: 'gifts',
    social: 'time with others',
    session: 'play sessions',
    conversation: 'conversations',
  },
  emotions: {
    happy: 'joy',
    excited: 'excitement',
    amazed: 'amazement',
    proud: 'pride',
    satisfied: 'satisfaction',
    cheerful: 'cheerfulness',
    grateful: 'gratitude',
    relieved: 'relief',
    sad: 'sadness',
    disappointed: 'disappointment',
    frustrated: 'frustration',
    angry: 'anger',
    worried: 'worry',
    tired: 'tiredness',
    neutral: 'calm',
  },
} as const satisfies InsightWords;

export const DE_INSIGHTS = {
  sentences: {
    often: 'Am häufigsten: {topic}, in {count} von {total} Erinnerungen.',
    oftenFelt:
      'Am häufigsten: {topic}, in {count} von {total} Erinnerungen, und das übliche Gefühl dabei ist {emotion}.',
    recovers: 'Auf eine Niederlage folgt meistens ein Sieg: {count} von {total} Malen.',
    slumps: 'Auf eine Niederlage folgt meistens gleich die nächste: {count} von {total} Malen.',
    rising: 'Es geht aufwärts: Von den letzten Matches wurden {late} % gewonnen, von den früheren {early} %.',
    falling: 'Es ist schwerer geworden: Von den letzten Matches wurden {late} % gewonnen, von den früheren {early} %.',
    rival: '„{name}“ taucht als Rivale immer wieder auf: {count} Begegnungen, gewonnen {wins}, verloren {losses}.',
    ally: 'Auf „{name}“ ist Verlass: schon {count} gemeinsame Momente.',
    allyFelt: 'Auf „{name}“ ist Verlass: schon {count} gemeinsame Momente, meist ein Gefühl: {emotion}.',
    betrayer: '„{name}“ ist nicht zu trauen: bisher {count}-mal Verrat.',
    nemesis: '„{name}“ ist schwer zu schlagen: bisher {count} Niederlagen.',
    finds: 'Ein glückliches Händchen für Beute: {count} Funde, episch oder besser, am liebsten „{name}“.',
    feeling: 'Das häufigste Gefühl ist {emotion}: in {count} von {total} Erinnerungen.',
  },
  topics: {
    victory: 'Siege',
    defeat: 'Niederlagen',
    kill: 'Kills',
    death: 'Tode',
    boss: 'Bosskämpfe',
    combat: 'Kämpfe',
    achievement: 'Erfolge',
    milestone: 'Meilensteine',
    quest: 'Quests',
    questFailed: 'gescheiterte Quests',
    loot: 'Beute',
    rescue: 'Rettungen',
    betrayal: 'Verrat',
    gift: 'Geschenke',
    social: 'Zeit mit anderen',
    session: 'Spielsitzungen',
    conversation: 'Gespräche',
  },
  emotions: {
    happy: 'Freude',
    excited: 'Begeisterung',
    amazed: 'Staunen',
    proud: 'Stolz',
    satisfied: 'Zufriedenheit',
    cheerful: 'gute Laune',
    grateful: 'Dankbarkeit',
    relieved: 'Erleichterung',
    sad: 'Trauer',
    disappointed: 'Enttäuschung',
    frustrated: 'Frust',
    angry: 'Wut',
    worried: 'Sorge',
    tired: 'Müdigkeit',
    neutral: 'Ruhe',
  },
} as const satisfies InsightWords;
