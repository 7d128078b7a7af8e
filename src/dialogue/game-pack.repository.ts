import { Injectable } from '@nestjs/common';
import type { GameConfig } from '../games/game.schemas.js';
import type { GamePacks, GamePersona } from '../games/game.types.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { castOf } from './game-pack.rules.js';

/** A pack without its document. */
export interface PackSummary {
  /** In canonical form. */
  readonly language: string;
  readonly lines: number;
  readonly personas: readonly GamePersona[];
  readonly updatedAt: Date;
}

export interface NewPack extends PackSummary {
  /** JSON, as it was put. */
  readonly document: string;
}

/** Says whether a game's packs may be so, or throws. */
type Judge = (packs: readonly PackSummary[], config: GameConfig) => void;

/** What a change was: the pack as it stands (null when it is gone), and whether anything is different. */
export interface PackChange {
  readonly pack: PackSummary | null;
  readonly changed: boolean;
}

type Standing = PackSummary & { readonly isSame: boolean };

const SUMMARY = `language, lines, personas, updated_at AS "updatedAt"`;

@Injectable()
export class GamePackRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** A game's packs by language, without their documents. */
  async list(gameId: string): Promise<PackSummary[]> {
    const sql = `SELECT ${SUMMARY} FROM game_packs WHERE game_id = $1 ORDER BY language`;
    return this.read<PackSummary>('game_packs', sql, [gameId]);
  }

  /** A pack as it was put; null when the game has none in this language. */
  async document(gameId: string, language: string): Promise<string | null> {
    const sql = 'SELECT document FROM game_packs WHERE game_id = $1 AND language = $2';
    const [row] = await this.read<{ document: string }>('game_pack_document', sql, [gameId, language]);
    return row?.document ?? null;
  }

  /** All packs of a game with the revision they are of: one statement, so the two belong together. */
  async documents(gameId: string): Promise<{ revision: string; language: string; document: string }[]> {
    const sql = `SELECT g.packs->>'revision' AS revision, p.language, p.document
                   FROM games g JOIN game_packs p ON p.game_id = g.id WHERE g.id = $1 ORDER BY p.language`;
    return this.read('game_pack_documents', sql, [gameId]);
  }

  /**
   * Puts a pack in the place of the one of its language; a pack that is there already stays as it is. Null when there is
   * no such game.
   *
   * @param revision what the game's packs are known by after a change
   * @throws what `judge` throws at the packs as they would be; then nothing has changed
   */
  put(gameId: string, pack: NewPack, revision: string, judge: Judge): Promise<PackChange | null> {
    return this.change(gameId, pack.language, pack.document, async (tx, config, standing) => {
      const same = standing.find(({ isSame }) => isSame);
      if (same) return { pack: same, changed: false };
      const packs = [...standing.filter(({ language }) => language !== pack.language), pack];
      judge(packs, config);
      await tx.query(
        'game_pack_put',
        `INSERT INTO game_packs (game_id, language, document, lines, personas, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (game_id, language) DO UPDATE
           SET document = EXCLUDED.document, lines = EXCLUDED.lines, personas = EXCLUDED.personas,
               updated_at = EXCLUDED.updated_at`,
        [gameId, pack.language, pack.document, pack.lines, JSON.stringify(pack.personas), pack.updatedAt],
      );
      await summarise(tx, gameId, packs, revision);
      return { pack, changed: true };
    });
  }

  /** Removes the pack of a language; null when there is no such game. `judge` as in {@link put}. */
  remove(gameId: string, language: string, revision: string, judge: Judge): Promise<PackChange | null> {
    return this.change(gameId, language, '', async (tx, config, standing) => {
      const packs = standing.filter((pack) => pack.language !== language);
      if (packs.length === standing.length) return { pack: null, changed: false };
      judge(packs, config);
      await tx.query('game_pack_remove', 'DELETE FROM game_packs WHERE game_id = $1 AND language = $2', [
        gameId,
        language,
      ]);
      await summarise(tx, gameId, packs, revision);
      return { pack: null, changed: true };
    });
  }

  /** Changes of one game come one after the other: the game's row is held. */
  private change(
    gameId: string,
    language: string,
    document: string,
    decide: (tx: TransactionScope, config: GameConfig, standing: readonly Standing[]) => Promise<PackChange>,
  ): Promise<PackChange | null> {
    return this.prisma.transaction(async (tx) => {
      const [game] = await tx.query<{ config: GameConfig }>(
        'game_packs_lock',
        'SELECT config FROM games WHERE id = $1 FOR UPDATE',
        [gameId],
      );
      if (!game) return null;
      const standing = await tx.query<Standing>(
        'game_packs_standing',
        `SELECT ${SUMMARY}, language = $2 AND document = $3 AS "isSame" FROM game_packs WHERE game_id = $1`,
        [gameId, language, document],
      );
      return decide(tx, game.config, standing);
    });
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

/** Writes down with the game what its requests have to know of its packs. */
async function summarise(
  tx: TransactionScope,
  gameId: string,
  packs: readonly PackSummary[],
  revision: string,
): Promise<void> {
  const summary: GamePacks | null = packs.length === 0 ? null : { revision, personas: castOf(packs) };
  await tx.query('game_packs_summary', 'UPDATE games SET packs = $2 WHERE id = $1', [
    gameId,
    summary && JSON.stringify(summary),
  ]);
}
