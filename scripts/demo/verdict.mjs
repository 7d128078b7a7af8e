import { PLAYERS } from './match.mjs';
import { dollars } from './report.mjs';
import { heading, paint, print, wrap, screenWidth } from './screen.mjs';

/** A line heard again among this many before it is a repetition. */
const REMEMBERED_LINES = 3;

/** What must be true of every match; gives whether it is. */
export function showVerdict({ reactions, roundTrips, recalled, summary }) {
  const count = reactions.length;
  const lacks = {
    emotion: reactions.filter(({ emotion }) => !emotion).length,
    mood: reactions.filter(({ mood }) => !mood).length,
    line: reactions.filter(({ dialogue }) => !dialogue?.text).length,
    cost: reactions.filter(({ costUsd }) => typeof costUsd !== 'number').length,
  };
  const isWhole = Object.values(lacks).every((number) => number === 0);
  const without = Object.entries(lacks).map(([part, number]) => `${number} without ${part}`);
  const repeats = countRepeats(reactions);
  const made = reactions.filter(({ memory }) => memory).length;
  const cost = reactions.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const counted = summary.totalEvents;
  heading('In short');
  check(isWhole, `${count} reactions: ${without.join(', ')}`);
  check(repeats === 0, `${repeats} lines repeated within a player's last ${REMEMBERED_LINES}`);
  check(recalled === PLAYERS.length, `${made} memories made, ${recalled} of ${PLAYERS.length} questions recalled some`);
  check(counted === count, `${counted} of ${count} events in the day's analytics`);
  print(`  round trip p50 ${percentile(roundTrips, 0.5)} ms, p95 ${percentile(roundTrips, 0.95)} ms`);
  print(`  total cost ${dollars(cost)}`);
  return isWhole && repeats === 0 && recalled === PLAYERS.length && counted === count;
}

function check(holds, text) {
  const [first = '', ...rest] = wrap(text, screenWidth() - 2);
  print(`${holds ? paint('green', '✓') : paint('red', '✗')} ${first}`);
  for (const line of rest) print(`  ${line}`);
}

/** Milliseconds that a share of the times stays within (nearest rank). */
function percentile(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1);
}

function countRepeats(reactions) {
  const last = new Map();
  let repeats = 0;
  for (const { player, dialogue } of reactions) {
    const before = last.get(player) ?? [];
    if (before.includes(dialogue?.text)) repeats += 1;
    last.set(player, [dialogue?.text, ...before].slice(0, REMEMBERED_LINES));
  }
  return repeats;
}

/** Where to go from here; the commands are not wrapped, so that they can be copied. */
export function showHint(url, { id, apiKey }, { playerId }) {
  heading('Try next');
  print(`game ${id}`);
  print(`key ${apiKey}`);
  print(`the API: ${url}/docs`);
  print('ask a companion something else:');
  print(
    `curl -s ${url}/players/${playerId}/memories/search -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '{"query":"the comeback nobody believed in"}'`,
  );
}
