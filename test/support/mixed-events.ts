/** What games send: mostly everyday events, few of them unknown to the rules, some special. */
const EVERYDAY = [
  { type: 'player.kill', data: { killCount: 1, isFirstTime: false, count: 3 } },
  { type: 'player.victory', data: { isFirstTime: false, count: 12, margin: 0.4 } },
  { type: 'player.defeat', data: { isFirstTime: false, count: 7, margin: -0.2 } },
  { type: 'player.assist', data: { isFirstTime: false, count: 5 } },
  { type: 'player.loot', data: { rarity: 'uncommon', isFirstTime: false, count: 21 } },
  { type: 'player.death', data: { deathStreak: 1, isFirstTime: false, count: 9 } },
  { type: 'player.questcomplete', data: { name: 'The Old Mill', isFirstTime: false, count: 13 } },
] as const;
const UNKNOWN = [
  { type: 'kitchen.souffle', data: { amount: 3 } },
  { type: 'garden.harvest', data: { count: 4, amount: 120 } },
  { type: 'pet.adopted', data: { name: 'Biscuit' } },
  { type: 'player.chat', data: { text: 'well that went sideways' } },
] as const;
const SPECIAL = [
  { type: 'player.lootlegendary', data: { rarity: 'legendary', isFirstTime: false, count: 7 } },
  { type: 'player.victory', data: { winStreak: 6, isFirstTime: false, count: 31 } },
  { type: 'player.bosskill', data: { enemy: 'Gravemaw', isFirstTime: true } },
  { type: 'player.kill', data: { count: 100, isFirstTime: false, killCount: 2 } },
] as const;

/** The n-th event of a mixed stream: in a hundred, 25 that the rules do not know and 20 that are special. */
export function mixedEvent(n: number): { type: string; data: object } {
  const place = (n * 37) % 100;
  const turn = Math.floor(n / 7);
  if (place < 25) return UNKNOWN[turn % UNKNOWN.length]!;
  if (place < 45) return SPECIAL[turn % SPECIAL.length]!;
  return EVERYDAY[turn % EVERYDAY.length]!;
}
