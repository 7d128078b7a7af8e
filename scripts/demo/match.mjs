import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { columns, fit, heading, meter, paint, print, printWrapped, screenWidth } from './screen.mjs';
import { CHAPTERS, clockAt, describeEvent, PLAYERS } from './story.mjs';

/** Seconds that the whole match takes to watch at speed 1. */
const WATCHED_SECONDS = 70;
/** How a row of the match is divided, in columns; what is left goes to the event, within bounds. */
const ROW = { time: 5, name: 4, emotion: 12, meter: 5, method: 6, mood: 15, gaps: 12, leastEvent: 14, mostEvent: 46 };
/** How far (of -1..1) pleasure must move to be shown as better or worse. */
const NOTICEABLE = 0.02;
const BAD = new Set(['sad', 'disappointed', 'frustrated', 'angry', 'worried', 'tired']);

/**
 * Plays the match: posts its events in order, each when its time has come, and shows each reaction as it comes.
 *
 * @param speed 1 takes a good minute, 2 half of that; Infinity does not wait
 * @returns `{ event, reaction }` for each event
 */
export async function playMatch(client, events, speed) {
  const run = randomUUID().slice(0, 8);
  const pace = (WATCHED_SECONDS * 1000) / (events.at(-1)?.at || 1) / speed;
  const chapters = [...CHAPTERS];
  const moods = new Map();
  const startedAt = performance.now();
  const played = [];
  for (const [index, event] of events.entries()) {
    const early = event.at * pace - (performance.now() - startedAt);
    if (early > 1) await wait(early);
    const { player, at, ...body } = event;
    const reaction = await client.call('POST', '/events', { externalId: player, eventId: `${run}/${index}`, ...body });
    if (chapters[0]?.at <= at) heading(chapters.shift().title);
    show(event, reaction, moods.get(player));
    moods.set(player, reaction.mood);
    played.push({ event, reaction });
  }
  return played;
}

function show(event, reaction, before) {
  const { colour } = PLAYERS.find(({ name }) => name === event.player);
  const { emotion, intensity, method } = reaction.emotion ?? {};
  const free = screenWidth() - ROW.time - ROW.name - ROW.emotion - ROW.meter - ROW.method - ROW.mood - ROW.gaps;
  const isWide = free >= ROW.leastEvent;
  const eventWidth = isWide ? Math.min(free, ROW.mostEvent) : screenWidth() - ROW.time - ROW.name - 4;
  const what = [
    paint('dim', clockAt(event.at)),
    paint(colour, fit(event.player, ROW.name)),
    paint('dim', fit(describeEvent(event), eventWidth)),
  ];
  const felt = [
    paint(BAD.has(emotion) ? 'red' : 'green', fit(emotion ?? '?', ROW.emotion)),
    meter(intensity ?? 0),
    paint('dim', fit(method ?? '?', ROW.method)),
    moodChange(reaction.mood, before),
  ];
  const indent = ' '.repeat(ROW.time + ROW.name + 4);
  print();
  if (isWide) print([...what, ...felt].join('  '));
  else print(`${what.join('  ')}\n${indent}${felt.join('  ')}`);
  printWrapped(indent, reaction.dialogue?.text ?? '', (row) => paint([colour, 'bold'], row));
  showMarks(indent, reaction);
}

/** What makes the moment stand out, and what stays of it. */
function showMarks(indent, { memory, dialogue }) {
  const marks = [
    memory && { style: 'yellow', text: `★ remembered ${memory.importance.toFixed(2)}` },
    dialogue?.memoryIds?.length > 0 && { style: 'blue', text: '↺ recalled' },
    dialogue?.reasons?.length > 0 && { style: 'dim', text: dialogue.reasons.join(', ').replaceAll('_', ' ') },
  ].filter(Boolean);
  if (marks.length === 0) return;
  const fitsInOne = columns(indent + marks.map(({ text }) => text).join('   ')) <= screenWidth();
  const painted = marks.map(({ style, text }) => paint(style, text));
  print(indent + painted.join(fitsInOne ? '   ' : `\n${indent}`));
}

/** Better, worse or the same; and the mood's name when it has another. */
function moodChange(mood, before) {
  if (!mood) return '?';
  const moved = before ? mood.pleasure - before.pleasure : 0;
  const up = moved >= NOTICEABLE ? paint('green', '↑') : ' ';
  const arrow = moved <= -NOTICEABLE ? paint('red', '↓') : up;
  return mood.label === before?.label ? arrow : `${arrow} ${paint('bold', mood.label)}`;
}
