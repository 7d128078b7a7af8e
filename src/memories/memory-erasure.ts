import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ErasureListeners } from '../players/erasure-listeners.js';
import { KeywordStatistics } from './keyword-statistics.js';
import { VECTOR_STORE, type VectorStore } from './vector-store.port.js';

/** Drops what this process keeps of an erased player's memories. */
@Injectable()
export class MemoryErasure implements OnModuleInit {
  constructor(
    private readonly erasures: ErasureListeners,
    private readonly keywords: KeywordStatistics,
    @Inject(VECTOR_STORE) private readonly vectors: VectorStore,
  ) {}

  onModuleInit(): void {
    this.erasures.add((playerId) => Number(this.keywords.forget(playerId)) + Number(this.vectors.forget(playerId)));
  }
}
