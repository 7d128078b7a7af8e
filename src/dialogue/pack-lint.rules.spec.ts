import { describe, expect, it } from '@jest/globals';
import { coverageOf } from './pack-coverage.rules.js';
import { compilePack } from './pack-compile.rules.js';
import { PackLibrary } from './pack-library.js';
import { lintLines, type LintOptions } from './pack-lint.rules.js';
import type { PackLine } from './pack.schemas.js';

const GAME: LintOptions = {
  eventTypes: ['player.victory', 'player.levelup'],
  personas: ['cool', 'cute'],
  languages: [],
};

type Draft = Partial<PackLine> & Pick<PackLine, 'id'>;

function compiled(drafts: readonly Draft[]) {
  const lines = drafts.map((draft) => ({ persona: 'cool' as const, text: `Text of ${draft.id}`, ...draft }));
  return compilePack({ language: 'en', lines }).lines;
}

/** What is found, as `kind id`. */
function found(drafts: readonly Draft[], options: Partial<LintOptions> = {}): string[] {
  return lintLines(compiled(drafts), { ...GAME, ...options }).map(({ kind, lineId }) => `${kind} ${lineId ?? '-'}`);
}

const trio = (id: string, more: Omit<Draft, 'id'>): Draft[] => [1, 2, 3].map((n) => ({ id: `${id}.${n}`, ...more }));

describe('lintLines on a game’s pack', () => {
  it('has nothing to say about a small good one', () => {
    expect(
      found([
        ...trio('win', { event: 'player.victory' }),
        ...trio('mvp', { event: 'player.victory', when: { mvp: true, playerHealth: { gte: 1, lte: 20 } } }),
        { id: 'level', event: 'player.levelup', text: 'Level {level}.' },
      ]),
    ).toEqual([]);
  });

  it.each<[string, PackLine['when'], string]>([
    ['an unknown field', { winstreak: 3 }, 'unknown_field'],
    ['chat', { text: 'hello' }, 'unknown_field'],
    ['bounds the wrong way round', { winStreak: { gte: 5, lte: 3 } }, 'never_holds'],
    ['a list outside its bounds', { level: { in: [1, 2], gte: 3 } }, 'never_holds'],
    ['a number out of range', { playerHealth: { gte: 101 } }, 'never_holds'],
    ['a flag as a number', { mvp: 1 }, 'never_holds'],
    ['a rarity that does not exist', { rarity: { in: ['epic', 'shiny'] } }, 'never_holds'],
    ['a comparison of words', { rarity: { gte: 3 } }, 'never_holds'],
    ['a name longer than facts are', { item: 'x'.repeat(61) }, 'never_holds'],
  ])('finds a condition on %s', (_, when, kind) => {
    expect(found(trio('a', { when })).filter((item) => !item.startsWith('duplicate'))).toEqual([
      `${kind} a.1`,
      `${kind} a.2`,
      `${kind} a.3`,
    ]);
  });

  it('finds a line that more specific ones always go before', () => {
    const rivals = (count: number, more: Omit<Draft, 'id'> = {}): Draft[] =>
      Array.from({ length: count }, (_, n) => ({ id: `r.${n}`, event: 'player.victory', emotion: 'proud', ...more }));
    const dead: Draft = { id: 'any', persona: '*', event: 'player.victory', emotion: 'proud' };
    const one = { personas: ['cool'] };
    expect(found([dead, ...rivals(4)], one)).toEqual(['never_wins any']);
    expect(found([dead, ...rivals(3)], one)).toEqual([]);
    expect(found([dead, ...rivals(4, { cooldownSeconds: 5 })], one)).toEqual([]);
    expect(found([dead, ...rivals(4, { when: { mvp: true } })], one)).toEqual([]);
    expect(found([dead, ...rivals(4)])).toEqual([]);
    const asks: Draft[] = [1, 2, 3].map((n) => ({ ...dead, id: `w.${n}`, when: { winStreak: { gte: 4 } } }));
    expect(found([...asks, ...rivals(4, { when: { winStreak: { gte: 3 } } })], one)).toEqual([
      'never_wins w.1',
      'never_wins w.2',
      'never_wins w.3',
    ]);
  });

  it('finds events that are not known and slots that an event does not carry', () => {
    expect(found([{ id: 'typo', event: 'player.victry' }])).toEqual(['unknown_event typo']);
    expect(found([{ id: 'slot', event: 'player.victory', text: '{item}!' }])).toEqual(['slot_not_filled slot']);
    expect(found([{ id: 'streak', event: 'player.victory', text: '{winStreak} now' }])).toEqual([]);
    expect(found([{ id: 'own', event: 'my.event', text: '{item}!' }], { eventTypes: ['my.event'] })).toEqual([]);
  });

  it('finds the same said twice, punctuation and case aside', () => {
    expect(
      found([
        { id: 'a', text: 'Well done!' },
        { id: 'b', text: 'well  done' },
        { id: 'c', text: 'Well done.', persona: 'cute' },
        { id: 'd', text: 'Well played.' },
      ]),
    ).toEqual(['duplicate_text b', 'shared_text c']);
  });

  it('finds a conditional cell that would repeat', () => {
    expect(found(trio('a', { when: { mvp: true } }).slice(1))).toEqual(['thin_cell a.2']);
    expect(found([{ id: 'once', when: { isFirstTime: true }, once: true }])).toEqual([]);
  });
});

/** A persona's lines with every cell of `GAME` filled. */
const full = (persona: 'cool' | 'cute'): Draft[] => [
  ...trio(`${persona}.win`, { persona, event: 'player.victory' }),
  ...trio(`${persona}.level`, { persona, event: 'player.levelup' }),
  ...trio(`${persona}.any`, { persona }),
];

describe('lintLines on languages that must be complete', () => {
  const complete = { languages: ['en'] };

  it('finds missing languages and personas', () => {
    expect(found(full('cool'), { languages: ['en', 'ja'] })).toContain('missing_language -');
    expect(found(full('cool'), complete)).toContain('missing_persona -');
    expect(found([...full('cool'), ...full('cute')], complete)).not.toContain('missing_persona -');
  });

  it('finds a persona without a last resort, and cells with too few variants, naming them', () => {
    const thin = full('cool').filter(({ id }) => id !== 'cool.win.3' && !id.startsWith('cool.any'));
    const findings = lintLines(compiled(thin), { ...GAME, ...complete, personas: ['cool'] });
    const messages = findings.map(({ kind, message }) => `${kind} ${message}`);
    expect(messages.find((message) => message.includes('player.victory'))).toContain('cool, player.victory');
    expect(messages.find((message) => message.includes('player.victory'))).toContain('happy 2, excited 2');
    expect(messages.some((message) => message.includes('player.levelup'))).toBe(false);
    expect(messages).toContain('no_last_resort cool has no line without any criterion');
  });

  it('does not count lines that need a field or are said once', () => {
    const needy: Draft[] = [
      { id: 'slot', event: 'player.victory', text: '{winStreak}' },
      { id: 'when', event: 'player.victory', when: { mvp: true } },
      ...trio('once', { event: 'player.victory', emotion: 'sad', once: true }),
      ...trio('happy', { event: 'player.victory', emotion: 'happy' }),
    ];
    expect(coverageOf(new PackLibrary(compiled(needy)), ['player.victory'], ['cool'])).toEqual([
      { language: 'en', lines: 8, cells: 15, covered: 1, share: 1 / 15 },
    ]);
  });
});
