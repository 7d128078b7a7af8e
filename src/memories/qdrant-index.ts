import type { QdrantClient } from '@qdrant/js-client-rest';
import { validate as isUuid } from 'uuid';
import {
  QDRANT_SEARCH_MS,
  QDRANT_WRITE_MS,
  QdrantError,
  qdrantCall,
  qdrantClient,
  type QdrantSettings,
} from './qdrant-connection.js';
import {
  payloadOf,
  POINT_INDEXES,
  pointFilter,
  stampOf,
  type PointPayload,
  type PointSource,
} from './qdrant-point.rules.js';
import type { VectorMatch, VectorQuery } from './vector-store.port.js';

/** Injection token of the {@link QdrantIndex}; null is given where no Qdrant is configured. */
export const QDRANT_INDEX = Symbol('QDRANT_INDEX');

export type Point = PointSource & { readonly vector: Float32Array };

/** A page of what is in the collection, and where the next one begins. */
export interface PointPage {
  readonly ids: readonly string[];
  readonly next: PointPlace | null;
}

/** Where a page begins: the id of a point, of ours or of another's in the same collection. */
export type PointPlace = string | number;

/** Links a point has in its player's graph; there is none over all players, as no search goes over several. */
const GRAPH = { m: 0, payload_m: 16 } as const;

/**
 * The collection of all memories' vectors: one for all games, with the player as tenant. Vectors and payload are on
 * disk, a player's side by side; PostgreSQL has them all as well, so nothing is lost with it.
 */
export class QdrantIndex {
  private readonly searching: QdrantClient;
  private readonly writing: QdrantClient;
  private readonly collection: string;
  private ready: Promise<boolean> | undefined;

  constructor(private readonly settings: QdrantSettings) {
    this.searching = qdrantClient(settings, QDRANT_SEARCH_MS);
    this.writing = qdrantClient(settings, QDRANT_WRITE_MS);
    this.collection = settings.collection;
  }

  /**
   * Makes the collection and its indexes where they are missing; asks once, until it fails or the collection is gone.
   * Answers whether the collection was made by this call, and so is empty.
   *
   * @throws QdrantError, also when the collection is for vectors of another size
   */
  ensure(): Promise<boolean> {
    this.ready ??= this.make().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  /** Removes the collection with all that is in it. */
  async drop(): Promise<void> {
    this.ready = undefined;
    await qdrantCall(this.writing.deleteCollection(this.collection));
  }

  /** Removes the collection with all that is in it, and makes it anew. */
  async recreate(): Promise<void> {
    await this.drop();
    await this.ensure();
  }

  /** The points of one player nearest to a vector, nearest first. */
  async search({ playerId, model, vector, limit, filter }: VectorQuery): Promise<VectorMatch[]> {
    const { points } = await qdrantCall(
      this.searching.query(this.collection, {
        query: Array.from(vector),
        filter: pointFilter(playerId, model, filter),
        limit,
        with_payload: ['type'],
        timeout: QDRANT_SEARCH_MS / 1000,
      }),
    );
    const matches = points
      .filter(isOurs)
      .map(({ id, score, payload }) => ({ id, type: String(payload?.['type']), score }));
    // Those that are equally near come in one order, however they came into the collection.
    return matches.toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id));
  }

  /** Puts points in their places; when it has returned, every search sees them. */
  async upsert(points: readonly Point[], model: string): Promise<void> {
    await this.write(() =>
      this.writing.upsert(this.collection, {
        wait: true,
        points: points.map((point) => ({
          id: point.id,
          vector: Array.from(point.vector),
          payload: { ...payloadOf(point, model) },
        })),
      }),
    );
  }

  /** Removes points; those that are not there are no error. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.write(() => this.writing.delete(this.collection, { wait: true, points: [...ids] }));
  }

  /** Removes all points of a player; answers how many there were. */
  async removePlayer(playerId: string): Promise<number> {
    const filter = { must: [{ key: 'playerId', match: { value: playerId } }] };
    return this.write(async () => {
      const { count } = await this.writing.count(this.collection, { filter, exact: true });
      await this.writing.delete(this.collection, { wait: true, filter });
      return count;
    });
  }

  /** The ids of some points, from a place on. */
  async page(from: PointPlace | null, limit: number): Promise<PointPage> {
    const { points, next_page_offset: next } = await this.write(() =>
      this.writing.scroll(this.collection, { limit, with_payload: false, ...(from === null ? {} : { offset: from }) }),
    );
    return { ids: points.filter(isOurs).map(({ id }) => id), next: isPlace(next) ? next : null };
  }

  /** What tells whether points are as they should be, by id, of those that are there. */
  async stamps(ids: readonly string[]): Promise<Map<string, string>> {
    const points = await this.write(() =>
      this.writing.retrieve(this.collection, { ids: [...ids], with_payload: true, with_vector: false }),
    );
    return new Map(points.map(({ id, payload }) => [String(id), stampOf(Object(payload) as PointPayload)]));
  }

  /** Whether the server answers, and has the collection. */
  async isUp(): Promise<boolean> {
    return qdrantCall(this.searching.collectionExists(this.collection)).then(
      ({ exists }) => exists,
      () => false,
    );
  }

  /** A call that needs the collection. Where that is gone, the next one makes it. */
  private async write<T>(call: () => Promise<T>): Promise<T> {
    await this.ensure();
    try {
      return await qdrantCall(call());
    } catch (error) {
      if (error instanceof QdrantError && error.isMissing) this.ready = undefined;
      throw error;
    }
  }

  private async make(): Promise<boolean> {
    const { exists } = await qdrantCall(this.writing.collectionExists(this.collection));
    if (!exists) await this.create();
    const { config } = await qdrantCall(this.writing.getCollection(this.collection));
    const { size } = Object(config.params.vectors) as { size?: unknown };
    if (size !== this.settings.dimensions) {
      const message = `the collection ${this.collection} is for vectors of ${String(size)} numbers, not ${this.settings.dimensions}`;
      throw new QdrantError(`${message}: rebuild it`, undefined);
    }
    for (const [field_name, field_schema] of Object.entries(POINT_INDEXES)) {
      await qdrantCall(this.writing.createPayloadIndex(this.collection, { field_name, field_schema, wait: true }));
    }
    return !exists;
  }

  private async create(): Promise<void> {
    const vectors = { size: this.settings.dimensions, distance: 'Cosine', on_disk: true } as const;
    const making = this.writing.createCollection(this.collection, {
      vectors,
      hnsw_config: GRAPH,
      on_disk_payload: true,
    });
    await qdrantCall(making).catch(async (error: unknown) => {
      // Another instance may have been quicker.
      const { exists } = await qdrantCall(this.writing.collectionExists(this.collection));
      if (!exists) throw error;
    });
  }
}

/** Our points have the ids of their memories. What else somebody keeps in the collection is passed over. */
function isOurs<T extends { readonly id: unknown }>(point: T): point is T & { readonly id: string } {
  return isUuid(point.id);
}

function isPlace(value: unknown): value is PointPlace {
  return typeof value === 'string' || typeof value === 'number';
}
