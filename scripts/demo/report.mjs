import { PLAYERS } from './match.mjs';
import { bar, cut, heading, pad, paint, print, screenWidth, sparkline } from './screen.mjs';

const RECALLED = 3;

/** What each companion is like after the match, and what it remembers. */
export async function showCompanions(client, reactions) {
  for (const { name, colour, question, characterPersona, language } of PLAYERS) {
    const own = reactions.filter(({ player }) => player === name);
    const playerId = own[0]?.playerId;
    const player = await client.call('GET', `/players/${playerId}`);
    heading(`${name} (${characterPersona}, ${language})`);
    const curve = sparkline(
      own.map(({ mood }) => mood.pleasure),
      Math.min(60, screenWidth() - 30),
    );
    print(`pleasure  ${paint(colour, curve)}  ${player.mood.label}`);
    print(`affinity  ${player.affinity}    memories  ${player.stats.totalMemories}`);
    const { items } = await client.call('POST', `/players/${playerId}/memories/search`, {
      query: question,
      limit: RECALLED,
    });
    print(`asked     ${paint('italic', `“${question}”`)}`);
    for (const { memory, score } of items) {
      print(`  ${paint('dim', score.toFixed(2))} ${cut(memory.content, screenWidth() - 10)}`);
    }
  }
}

/** The day as the studio sees it. */
export async function showDay(client, gameId) {
  const { summary } = await client.call('GET', `/analytics/games/${gameId}/usage`);
  heading('The day, as the studio sees it');
  print(
    `events ${summary.totalEvents}   players ${summary.uniquePlayers}   memories ${summary.memoriesCreated}   cost $${summary.totalCostUsd}`,
  );
  print(
    `emotion ${summary.emotionRequests} calls, ${summary.emotionAvgLatencyMs.toFixed(2)} ms on average   dialogue ${summary.dialogueRequests} calls, ${summary.dialogueAvgLatencyMs.toFixed(2)} ms`,
  );
  const counts = Object.entries(summary.emotionDistribution).sort(([, a], [, b]) => b - a);
  const most = counts[0]?.[1] ?? 1;
  for (const [emotion, count] of counts) {
    print(`  ${pad(emotion, 13)} ${paint('cyan', bar(count / most, 30))} ${count}`);
  }
  return summary;
}

/** What must be true of every match; answers whether it is. */
export function showVerdict(client, reactions, summary) {
  const incomplete = reactions.filter(
    ({ emotion, mood, dialogue, costUsd }) => !emotion || !mood || !dialogue?.text || typeof costUsd !== 'number',
  ).length;
  const repeats = countRepeats(reactions);
  const times = client.roundTrips.toSorted((a, b) => a - b);
  const percentile = (share) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  const cost = reactions.reduce((sum, { costUsd }) => sum + costUsd, 0);
  heading('In short');
  print(`${reactions.length} reactions, ${incomplete} incomplete, ${repeats} lines said again within three`);
  print(`${reactions.filter(({ memory }) => memory).length} moments remembered`);
  print(`round trip p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms; total cost $${cost}`);
  print(`analytics counted ${summary.totalEvents} events`);
  return incomplete === 0 && repeats === 0 && summary.totalEvents === reactions.length;
}

function countRepeats(reactions) {
  const last = new Map();
  let repeats = 0;
  for (const { player, dialogue } of reactions) {
    const before = last.get(player) ?? [];
    if (before.includes(dialogue?.text)) repeats += 1;
    last.set(player, [dialogue?.text, ...before].slice(0, 3));
  }
  return repeats;
}
