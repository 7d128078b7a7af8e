import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { TransactionScope } from '../prisma/transaction.js';
import { contentHash } from './content-hash.rules.js';
import { DUPLICATE_COSINE, saysTheSame } from './duplicate.rules.js';
import { ExactVectorStore } from './exact-vector-store.js';
import { MemoryEmbedder, type EmbeddableText } from './memory-embedder.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import { NearMemoryRepository } from './near-memory.repository.js';
import type { IndexedText, MemoryDraft, PreparedMemory } from './prepared-memory.types.js';
import { extractIndexTerms } from './terms.rules.js';
import { cosine, decodeVector } from './vector.rules.js';
import type { VectorMatch } from './vector-store.port.js';

/**
 * How many of the nearest memories are looked at: of any type, since to pick a type out of ten thousand vectors costs as
 * much as to compare them all. Those that differ by a number alone crowd together.
 */
const COMPARED = 20;

/** The memories of one player that something may say again. */
export interface StandingScope {
  readonly playerId: string;
  readonly memoryVersion: number;
  readonly now: Date;
  readonly within?: TransactionScope;
}

/** Makes texts findable, and finds out which of them say what stands already. */
@Injectable()
export class MemoryPreparationService {
  constructor(
    private readonly embedder: MemoryEmbedder,
    // A write waits for no other server, and compares with what was written just before.
    private readonly store: ExactVectorStore,
    private readonly vectors: MemoryVectorRepository,
    private readonly near: NearMemoryRepository,
  ) {}

  /** Hash, terms and, where the embedder gives it in time, vector of each text, in order: one embedding call. */
  async index(texts: readonly Omit<EmbeddableText, 'contentHash'>[]): Promise<IndexedText[]> {
    const hashed = texts.map(({ playerId, gameId, content }) => {
      return { playerId, gameId, content, contentHash: contentHash(content) };
    });
    const vectors = await this.embedder.ofTexts(hashed);
    return hashed.map((text, i) => ({
      contentHash: text.contentHash,
      terms: extractIndexTerms(text.content),
      model: this.embedder.model,
      vector: vectors[i]!,
    }));
  }

  /** Drafts ready to be written, not yet compared with what stands. */
  async prepare(drafts: readonly MemoryDraft[]): Promise<PreparedMemory[]> {
    const texts = await this.index(drafts);
    return drafts.map((draft, i) => {
      // Its vector is that of the text, whose own hash it is looked up by.
      const hash = draft.untold ? contentHash(draft.content, draft.untold) : texts[i]!.contentHash;
      return { ...draft, ...texts[i]!, contentHash: hash, id: uuidv7(), standingId: null };
    });
  }

  /** The same list, each with the standing memory that says the same, if one does. All must be of the scope's player. */
  async compare(prepared: readonly PreparedMemory[], scope: StandingScope): Promise<PreparedMemory[]> {
    const near: VectorMatch[][] = [];
    // One after the other: the first may have to read the vectors, and a transaction has one connection. Each looks at
    // all of them, so other requests get a turn in between.
    for (const memory of prepared) {
      if (near.length > 0) await setImmediate();
      near.push(await this.nearOf(memory, scope));
    }
    const ids = [...new Set(near.flat().map(({ id }) => id))];
    if (ids.length === 0) return [...prepared];
    const told = await this.vectors.told(scope.playerId, ids, scope.now, scope.within);
    return prepared.map((memory, i) => {
      const same = near[i]!.find(({ id, score }) => {
        const standing = told.get(id);
        return standing !== undefined && saysTheSame(memory, standing, score);
      });
      return { ...memory, standingId: same?.id ?? null };
    });
  }

  /** The same for one memory of a player who has few: they are read from the database as they are, not kept here. */
  async compareWithFew(prepared: PreparedMemory, now: Date): Promise<PreparedMemory> {
    const { playerId, type, terms, model, vector } = prepared;
    if (vector === null) return prepared;
    const standing = await this.near.find({ playerId, type, terms, model, now });
    const same = standing
      .map((memory) => ({ ...memory, score: cosine(vector, decodeVector(memory.vector)) }))
      .filter((memory) => saysTheSame(prepared, memory, memory.score))
      .sort((one, other) => other.score - one.score)[0];
    return { ...prepared, standingId: same?.id ?? null };
  }

  private async nearOf(memory: PreparedMemory, scope: StandingScope): Promise<VectorMatch[]> {
    if (memory.vector === null) return [];
    const matches = await this.store.nearest({
      playerId: scope.playerId,
      version: scope.memoryVersion,
      model: memory.model,
      vector: memory.vector,
      limit: COMPARED,
      ...(scope.within ? { within: scope.within } : {}),
    });
    return matches.filter(({ type, score }) => type === memory.type && score >= DUPLICATE_COSINE);
  }
}
