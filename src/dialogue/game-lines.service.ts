import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import type { GamePacks } from '../games/game.types.js';
import type { DialogueLine } from './dialogue.types.js';
import { GameLines } from './game-lines.js';
import { GamePackRepository } from './game-pack.repository.js';
import { isOwnEvent } from './game-pack-line.rules.js';
import { inSlices } from './game-slices.js';
import { compileLine } from './pack-compile.rules.js';
import type { Pack } from './pack.schemas.js';

/** Heap for the lines of games, all together: those of some hundred games at once. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The lines of games that have packs, ready to be chosen: read once for each revision, as long as there is room. The
 * revision stands with the game, which is cached and invalidated on every instance; so what was put is what is said next.
 */
@Injectable()
export class GameLinesService {
  private readonly ready = new LRUCache<string, GameLines>({
    maxSize: MAX_BYTES,
    // One that is larger than all the room would never be kept, and read again for every line.
    sizeCalculation: (lines) => Math.min(lines.bytes, MAX_BYTES / 2),
  });
  private readonly underWay = new Map<string, Promise<GameLines>>();

  constructor(
    private readonly packs: GamePackRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * A game's own lines: at once when they are at hand, undefined when the game has no packs.
   *
   * @param builtIn the languages of the built-in packs
   */
  of(
    gameId: string,
    packs: GamePacks | null | undefined,
    builtIn: readonly string[],
  ): GameLines | undefined | Promise<GameLines> {
    if (!packs) return undefined;
    const key = `${gameId}/${packs.revision}`;
    return this.ready.get(key) ?? this.underWay.get(key) ?? this.read(gameId, key, builtIn);
  }

  private read(gameId: string, key: string, builtIn: readonly string[]): Promise<GameLines> {
    const reading = this.compile(gameId, key, builtIn).finally(() => this.underWay.delete(key));
    this.underWay.set(key, reading);
    return reading;
  }

  private async compile(gameId: string, key: string, builtIn: readonly string[]): Promise<GameLines> {
    const rows = await this.packs.documents(gameId);
    const lines = await inSlices(compileSteps(rows), this.clock);
    const made = new GameLines(rows[0] ? `${gameId}/${rows[0].revision}` : key, lines, builtIn);
    // Who still asks for the packs before these, as a process does that has not heard of the change, gets these too.
    for (const name of new Set([key, made.key])) this.ready.set(name, made);
    return made;
  }
}

function* compileSteps(
  rows: readonly { readonly language: string; readonly document: string }[],
): Generator<void, DialogueLine[]> {
  const lines: DialogueLine[] = [];
  for (const { language, document } of rows) {
    const pack = JSON.parse(document) as Pack;
    for (const [index, line] of pack.lines.entries()) {
      lines.push(compileLine(language, line, index, isOwnEvent(line.event)).line);
      yield;
    }
  }
  return lines;
}
