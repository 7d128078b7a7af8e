// npm run demo [-- --speed 2 | --fast]: plays a recorded match against a running server and shows what it makes of it.
import { parseArgs } from 'node:util';
import { Client, DemoError, readAdminKey } from './client.mjs';
import { playMatch, PLAYERS, readMatch } from './match.mjs';
import { showCompanions, showDay, showVerdict } from './report.mjs';
import { heading, paint, print } from './screen.mjs';

async function demo() {
  const { values } = parseArgs({ options: { speed: { type: 'string', default: '1' }, fast: { type: 'boolean' } } });
  const speed = values.fast ? Infinity : Number(values.speed);
  if (!(speed > 0)) throw new DemoError('--speed is a number above 0; 1 takes a minute.');
  const url = process.env.AGL_URL || 'http://127.0.0.1:3000';
  const game = await new Client(url, readAdminKey()).call('POST', '/games', {
    name: 'Emberfall (demo)',
    description: 'An evening of a raid, recorded.',
  });
  const client = new Client(url, game.apiKey);
  for (const { name, characterPersona, language } of PLAYERS) {
    await client.call('POST', '/players', { externalId: name, characterPersona, language });
  }
  const events = readMatch();
  print(
    paint(
      'bold',
      `An evening in Emberfall: ${events.length} events, ${PLAYERS.length} players, each with a companion.`,
    ),
  );
  heading('The match');
  const reactions = await playMatch(client, events, speed);
  await showCompanions(client, reactions);
  const summary = await showDay(client, game.id);
  const isGood = showVerdict(client, reactions, summary);
  print();
  print(`Look around: ${url}/docs   game ${game.id}   key ${game.apiKey}`);
  return isGood;
}

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
