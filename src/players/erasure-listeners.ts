import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Drops what a room keeps of a player in this process; answers how many entries that were. */
export type ForgetPlayer = (playerId: string) => number;

/** Removes a player's vectors from the vector database; answers how many there were. */
export type EraseVectors = (playerId: string) => Promise<number>;

/** Milliseconds that an erasure waits for the vector database; what it does not do by then is done by the outbox. */
const PATIENCE_MS = 1000;

/** Rooms that keep something of a player elsewhere, so that an erasure reaches them without knowing them. */
@Injectable()
export class ErasureListeners {
  private readonly listeners: ForgetPlayer[] = [];
  private vectorDatabase: EraseVectors | undefined;

  add(forget: ForgetPlayer): void {
    this.listeners.push(forget);
  }

  addVectorDatabase(erase: EraseVectors): void {
    this.vectorDatabase = erase;
  }

  /** Tells all of them; how many entries they dropped. */
  forget(playerId: string): number {
    return this.listeners.reduce((dropped, forget) => dropped + forget(playerId), 0);
  }

  /** How many vectors the vector database had; null while it does not answer, undefined where there is none. */
  async eraseVectors(playerId: string): Promise<number | null | undefined> {
    if (!this.vectorDatabase) return undefined;
    const patience = new AbortController();
    const timeout = delay(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
    const erased = await Promise.race([this.vectorDatabase(playerId).catch(() => null), timeout]);
    patience.abort();
    return erased;
  }
}
