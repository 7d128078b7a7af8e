import { Injectable } from '@nestjs/common';

/** Drops what a room keeps of a player in this process; answers how many entries that were. */
export type ForgetPlayer = (playerId: string) => number;

/** Rooms that keep something of a player in this process, so that an erasure reaches them without knowing them. */
@Injectable()
export class ErasureListeners {
  private readonly listeners: ForgetPlayer[] = [];

  add(forget: ForgetPlayer): void {
    this.listeners.push(forget);
  }

  /** Tells all of them; how many entries they dropped. */
  forget(playerId: string): number {
    return this.listeners.reduce((dropped, forget) => dropped + forget(playerId), 0);
  }
}
