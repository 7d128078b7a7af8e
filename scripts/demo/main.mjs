// npm run demo [-- --speed 2 | --fast]: plays a recorded match against a running server and shows what it makes of it.
import { parseArgs } from 'node:util';
import { Client, DemoError, readAdminKey } from './client.mjs';
import { playMatch } from './match.mjs';
import { showCompanions, showDay, showHints, showVerdict } from './report.mjs';
import { paint, print, printWrapped } from './screen.mjs';
import { PLAYERS, readMatch } from './story.mjs';

const USAGE = 'npm run demo [-- --fast | --speed NUMBER]: NUMBER is above 0, and 1 takes a good minute.';

function readSpeed() {
  try {
    const { values } = parseArgs({ options: { speed: { type: 'string', default: '1' }, fast: { type: 'boolean' } } });
    const speed = values.fast ? Infinity : Number(values.speed);
    if (speed > 0) return speed;
  } catch (error) {
    throw new DemoError(`${error.message}\n${USAGE}`, { cause: error });
  }
  throw new DemoError(USAGE);
}

async function demo() {
  const speed = readSpeed();
  const url = (process.env.AGL_URL || 'http://127.0.0.1:3000').replace(/\/+$/, '');
  await new Client(url).call('GET', '/health/live');
  const game = await new Client(url, readAdminKey()).call('POST', '/games', {
    name: 'Emberfall (demo)',
    description: 'An evening of a raid, recorded.',
  });
  const client = new Client(url, game.apiKey);
  const events = readMatch();
  print();
  print(paint('bold', `An evening in Emberfall: ${PLAYERS.length} players, ${events.length} events`));
  const before = new Map();
  for (const { name, characterPersona, language, colour } of PLAYERS) {
    before.set(name, await client.call('POST', '/players', { externalId: name, characterPersona, language }));
    print(`  ${paint(colour, name.padEnd(4))}  ${characterPersona} companion, speaking ${language}`);
  }
  printWrapped('  ', '★ a memory is made   ↺ one is recalled   ↑ ↓ the mood rises or falls', (row) =>
    paint('dim', row),
  );
  const played = await playMatch(client, events, speed);
  await showCompanions(client, played, before);
  const counted = await showDay(client, game.id);
  const isGood = showVerdict(client, played, counted);
  showHints(url, game.apiKey, before.get(PLAYERS[0].name).id);
  return isGood;
}

// A reader that has seen enough (head, a closed pager) is no fault.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
