import { describe, expect, it } from '@jest/globals';
import { mayAccessGame } from './principal.js';

describe('a principal', () => {
  it('of a game sees that game alone, the administrator every one', () => {
    const game = { scope: 'game', keyId: 'k', gameId: 'a' } as const;
    expect(mayAccessGame(game, 'a')).toBe(true);
    expect(mayAccessGame(game, 'b')).toBe(false);
    expect(mayAccessGame({ scope: 'admin', keyId: 'admin' }, 'b')).toBe(true);
  });
});
