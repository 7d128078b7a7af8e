import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cut, meter, pad, paint, print, screenWidth } from './screen.mjs';

/** Who plays: the companion's persona and language, and what to ask it at the end. */
export const PLAYERS = [
  { name: 'mira', characterPersona: 'cool', language: 'en', colour: 'cyan', question: 'the legendary sword we found' },
  { name: 'lin', characterPersona: 'cheerful', language: 'zh', colour: 'yellow', question: '第一次击败首领' },
  { name: 'haru', characterPersona: 'cute', language: 'ja', colour: 'magenta', question: '伝説の武器を手に入れた' },
  {
    name: 'ash',
    characterPersona: 'cheerful',
    language: 'en',
    colour: 'green',
    question: 'our first time beating the boss',
  },
];

const FIXTURE = new URL('../../test/fixtures/match.ndjson', import.meta.url);
/** Seconds the whole match takes to watch at speed 1. */
const WATCHED_SECONDS = 60;
const BAD = new Set(['sad', 'disappointed', 'frustrated', 'angry', 'worried', 'tired']);

export function readMatch() {
  return readFileSync(FIXTURE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/**
 * Plays the match: posts its events in order and shows each reaction as it comes.
 *
 * @param speed 1 takes a minute, 2 half of one; Infinity does not wait
 * @returns the reactions, each with its player's name
 */
export async function playMatch(client, events, speed) {
  const run = randomUUID().slice(0, 8);
  const pace = (WATCHED_SECONDS * 1000) / (events.at(-1)?.at ?? 1) / speed;
  const startedAt = performance.now();
  const reactions = [];
  for (const [index, { player, at, ...event }] of events.entries()) {
    const early = at * pace - (performance.now() - startedAt);
    if (early > 1) await wait(early);
    const body = { externalId: player, eventId: `${run}-${index}`, ...event };
    const reaction = await client.call('POST', '/events', body);
    reactions.push({ player, ...reaction });
    show(player, event, reaction);
  }
  return reactions;
}

function show(player, event, reaction) {
  const { colour } = PLAYERS.find(({ name }) => name === player);
  const feeling = reaction.emotion;
  const marks = [
    ...(reaction.memory ? [paint('yellow', '★ remembered')] : []),
    ...(reaction.dialogue?.memoryIds.length > 0 ? [paint('blue', '↺ recalled')] : []),
  ].join(' ');
  const what = cut(describe(event), 38);
  const tone = BAD.has(feeling?.emotion) ? 'red' : 'greenBright';
  print(
    `${paint(colour, pad(player, 5))} ${paint('dim', pad(what, 38))} ${paint(tone, pad(feeling?.emotion ?? '?', 12))} ${meter(feeling?.intensity ?? 0)} ${marks}`,
  );
  print(`      ${paint('bold', cut(reaction.dialogue?.text ?? '', screenWidth() - 8))}`);
}

/** An event in a few words. */
function describe({ type, data = {} }) {
  const name = type.replace(/^player\./, '');
  const detail = data.item ?? data.name ?? data.text ?? data.enemy ?? data.ally ?? '';
  const counted = [
    data.killCount > 1 ? `x${data.killCount}` : '',
    data.winStreak > 1 ? `${data.winStreak} wins` : '',
    data.lossStreak > 1 ? `${data.lossStreak} losses` : '',
  ].find((text) => text !== '');
  return [name, detail, counted].filter(Boolean).join(' ');
}
