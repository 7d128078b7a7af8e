const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The seed of everything that is drawn in a reaction: FNV-1a (Fowler, Noll, Vo) of the player and the event, 32 bits.
 * The same event of the same player is answered the same way when it is replayed on the same state.
 */
export function reactionSeed(playerId: string, eventId: string): number {
  let hash = FNV_OFFSET;
  for (const character of `${playerId}\n${eventId}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  }
  return hash >>> 0;
}
