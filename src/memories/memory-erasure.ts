import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ErasureListeners } from '../players/erasure-listeners.js';
import { KeywordStatistics } from './keyword-statistics.js';
import { QDRANT_INDEX, type QdrantIndex } from './qdrant-index.js';
import { VECTOR_STORE, type VectorStore } from './vector-store.port.js';
import { VectorSyncService } from './vector-sync.service.js';

/** Drops what this process keeps of an erased player's memories, and what the vector database has of them. */
@Injectable()
export class MemoryErasure implements OnModuleInit {
  constructor(
    private readonly erasures: ErasureListeners,
    private readonly keywords: KeywordStatistics,
    @Inject(VECTOR_STORE) private readonly vectors: VectorStore,
    @Inject(QDRANT_INDEX) private readonly index: QdrantIndex | null,
    private readonly sync: VectorSyncService,
  ) {}

  onModuleInit(): void {
    this.erasures.add((playerId) => Number(this.keywords.forget(playerId)) + Number(this.vectors.forget(playerId)));
    if (this.index) this.erasures.addVectorDatabase((playerId) => this.sync.erase(playerId));
  }
}
