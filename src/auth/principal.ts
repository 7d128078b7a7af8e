/** Who asks: the studio's administrator, or one game's server. */
export type Principal =
  | { readonly scope: 'admin'; readonly keyId: string }
  | { readonly scope: 'game'; readonly keyId: string; readonly gameId: string };

/** True when the principal may see what belongs to this game. */
export function mayAccessGame(principal: Principal, gameId: string): boolean {
  return principal.scope === 'admin' || principal.gameId === gameId;
}
