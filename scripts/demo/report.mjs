import { bar, cut, fit, heading, paint, print, printWrapped, screenWidth, sparkline } from './screen.mjs';
import { PLAYERS } from './story.mjs';

/** Memories shown for a question. */
const RECALLED = 2;
const LABEL = 10;

/**
 * What each companion is like after the match, and what it remembers.
 *
 * @param before the players as they were registered, by name
 */
export async function showCompanions(client, played, before) {
  const curves = new Map(PLAYERS.map(({ name }) => [name, pleasureOver(played, name, screenWidth() - LABEL)]));
  const all = [...curves.values()].flat();
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  for (const { name, colour, questions, characterPersona, language } of PLAYERS) {
    const { id, affinity } = before.get(name);
    const after = await client.call('GET', `/players/${id}`);
    heading(`${name} · ${characterPersona} · ${language}`);
    print(label('mood') + paint(colour, sparkline(curves.get(name), lowest, highest)));
    printWrapped(
      label(''),
      `now ${after.mood.label}; drawn from ${lowest.toFixed(2)} to ${highest.toFixed(2)} pleasure`,
    );
    print(`${label('affinity')}${affinity} → ${after.affinity}`);
    print(`${label('memories')}${after.stats.totalMemories}`);
    for (const query of questions) await showRecall(client, id, query);
  }
}

async function showRecall(client, playerId, query) {
  const route = `/players/${playerId}/memories/search`;
  const { items } = await client.call('POST', route, { query, limit: RECALLED });
  print();
  printWrapped(label('asked'), query, (row) => paint('bold', row));
  if (items.length === 0) print(`${label('')}nothing comes to mind`);
  for (const { memory, score } of items) printWrapped(label(`    ${score.toFixed(2)}`), memory.content);
}

/** The pleasure (-1..1) of a player's companion through the match, at as many equal steps of time as there are columns. */
function pleasureOver(played, name, width) {
  const end = played.at(-1)?.event.at || 1;
  const own = played.filter(({ event, reaction }) => event.player === name && reaction.mood);
  return Array.from({ length: width }, (_, index) => {
    const time = (end * (index + 1)) / width;
    return (own.findLast(({ event }) => event.at <= time) ?? own[0])?.reaction.mood.pleasure ?? 0;
  });
}

/** The day as the studio sees it; answers how many events it counted. */
export async function showDay(client, gameId) {
  const { summary } = await client.call('GET', `/analytics/games/${gameId}`);
  heading('The day, as the studio sees it');
  const figures = [
    ['events', summary.totalEvents],
    ['players', summary.uniquePlayers],
    ['memories', `${summary.memoriesCreated} made, ${summary.memorySearches} searches`],
    ['emotion', calls(summary.emotionRequests, summary.emotionAvgLatencyMs, summary.emotionP95LatencyMs)],
    ['dialogue', calls(summary.dialogueRequests, summary.dialogueAvgLatencyMs, summary.dialogueP95LatencyMs)],
    ['errors', summary.errors],
    ['cost', dollars(summary.totalCostUsd)],
  ];
  for (const [name, value] of figures) printWrapped(label(name), String(value));
  print();
  const counts = Object.entries(summary.emotionDistribution).sort(([, a], [, b]) => b - a);
  const most = counts[0]?.[1] ?? 1;
  for (const [emotion, count] of counts) {
    print(`${fit(emotion, 13)}${paint('cyan', bar(count / most, Math.min(40, screenWidth() - 20)))} ${count}`);
  }
  return summary.totalEvents;
}

/** What must be true of every match; answers whether it is. */
export function showVerdict(client, played, countedEvents) {
  const reactions = played.map(({ reaction }) => reaction);
  const incomplete = reactions.filter((reaction) => !isComplete(reaction)).length;
  const repeats = countRepeats(played);
  const times = client.roundTrips.toSorted((a, b) => a - b);
  const percentile = (share) => (times[Math.ceil(times.length * share) - 1] ?? 0).toFixed(1);
  heading('In short');
  check(incomplete === 0, `${reactions.length} reactions, ${incomplete} without emotion, mood, line or cost`);
  check(repeats === 0, `${repeats} lines said again within a player's last three`);
  check(countedEvents === reactions.length, `${countedEvents} events in the analytics`);
  const cost = reactions.reduce((sum, { costUsd }) => sum + costUsd, 0);
  print(`  round trip p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms; total cost ${dollars(cost)}`);
  return incomplete === 0 && repeats === 0 && countedEvents === reactions.length;
}

/** What to try next, in lines that can be pasted. */
export function showHints(url, gameKey, playerId) {
  heading('Try next');
  print(`every route: ${url}/docs`);
  print('ask a companion yourself:');
  print(`  curl -s ${url}/players/${playerId}/memories/search -H 'X-API-Key: ${gameKey}' \\`);
  print(`    -H 'Content-Type: application/json' -d '{"query":"when did we turn it around?"}'`);
}

function isComplete({ emotion, mood, dialogue, costUsd }) {
  return Boolean(emotion?.emotion && mood?.label && dialogue?.text) && typeof costUsd === 'number';
}

function countRepeats(played) {
  const last = new Map();
  let repeats = 0;
  for (const { event, reaction } of played) {
    const text = reaction.dialogue?.text;
    const before = last.get(event.player) ?? [];
    if (text && before.includes(text)) repeats += 1;
    last.set(event.player, [text, ...before].slice(0, 3));
  }
  return repeats;
}

function check(isTrue, text) {
  printWrapped(isTrue ? paint('green', '✓ ') : paint('red', '✗ '), cut(text, screenWidth() - 2));
}

function calls(count, average, p95) {
  return `${count} requests, ${average.toFixed(2)} ms on average, p95 ${p95.toFixed(2)} ms`;
}

function dollars(amount) {
  return `$${amount.toFixed(4)}`;
}

function label(text) {
  return paint('dim', fit(text, LABEL));
}
