import { readFileSync } from 'node:fs';

/** Who plays, with which companion, and what is asked of it when the evening is over. */
export const PLAYERS = [
  {
    name: 'mira',
    characterPersona: 'cool',
    language: 'en',
    colour: 'cyan',
    questions: ['the legendary sword', 'who betrayed us?'],
  },
  {
    name: 'lin',
    characterPersona: 'cheerful',
    language: 'zh',
    colour: 'yellow',
    questions: ['第一次击败首领', '我救过谁？'],
  },
  {
    name: 'haru',
    characterPersona: 'cute',
    language: 'ja',
    colour: 'magenta',
    questions: ['伝説の武器', '裏切られたこと'],
  },
  {
    name: 'ash',
    characterPersona: 'cheerful',
    language: 'en',
    colour: 'green',
    questions: ['the first time we beat the dragon', 'gifts from friends'],
  },
];

/** Parts of the evening: seconds after its start, and what they are called. */
export const CHAPTERS = [
  { at: 0, title: 'Four friends log in' },
  { at: 360, title: 'The Drowned Gate' },
  { at: 1260, title: 'Captain Vex will not fall' },
  { at: 2460, title: 'One more try' },
  { at: 3000, title: 'On a roll' },
  { at: 4080, title: 'Gravemaw' },
  { at: 4920, title: 'Good night' },
];

/** The hour at which the evening starts. */
const STARTS_AT_HOUR = 20;
const FIXTURE = new URL('../../test/fixtures/match.ndjson', import.meta.url);

/** The recorded events, in order: `{ player, at, type, data?, context? }`, `at` in seconds after the start. */
export function readMatch() {
  return readFileSync(FIXTURE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The time on the players' clocks, as 20:05. */
export function clockAt(at) {
  const minutes = STARTS_AT_HOUR * 60 + Math.floor(at / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** An event in a few words. */
export function describeEvent({ type, data = {} }) {
  if (data.text) return `“${data.text}”`;
  const counts = [
    data.killCount > 1 && `×${data.killCount}`,
    data.comboLength && `×${data.comboLength}`,
    data.level && `${data.level}`,
    data.winStreak > 1 && `(${data.winStreak} in a row)`,
    data.lossStreak > 1 && `(${data.lossStreak} in a row)`,
    data.deathStreak > 1 && `(${data.deathStreak} in a row)`,
    data.mvp && 'MVP',
  ];
  const subject = data.item ?? data.name ?? data.ally ?? data.enemy;
  return [type.replace(/^player\./, ''), subject, ...counts].filter(Boolean).join(' ');
}
