import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { notFound } from '../common/domain-error.js';
import { DialogueService } from '../dialogue/dialogue.service.js';
import type { GameLines } from '../dialogue/game-lines.js';
import { MemoryPipelineService } from '../memories/memory-pipeline.service.js';
import { ReactionGroups } from './reaction-groups.js';
import type { AdmittedEvent, LoadedSituation, ReactionWishes } from './reaction.types.js';

/** Characters of the lists of line ids kept, some two thousand each; a game can make up types of events without end. */
const MAX_LISTS_LENGTH = 4_000_000;
const NO_LINES = '{}';

/** What an event meets: the player's state, and the lines there are for it. */
export interface MetSituation {
  readonly loaded: LoadedSituation;
  /** Languages to try, in order. */
  readonly languages: readonly string[];
  /** The game's own lines; undefined when it has none. */
  readonly own: GameLines | undefined;
}

/** Reads all that a reaction is decided on. */
@Injectable()
export class ReactionSituations {
  private readonly lineLists = new LRUCache<string, string>({
    maxSize: MAX_LISTS_LENGTH,
    sizeCalculation: (list, key) => list.length + key.length,
  });

  constructor(
    private readonly groups: ReactionGroups,
    private readonly memories: MemoryPipelineService,
    private readonly dialogue: DialogueService,
  ) {}

  /** @throws DomainError NOT_FOUND when the player is gone */
  async of(admitted: AdmittedEvent, wishes: ReactionWishes, isFirst: boolean): Promise<MetSituation> {
    const { player, event, config, eventId } = admitted;
    const own = admitted.packs ? await this.dialogue.linesOf(player.gameId, admitted.packs) : undefined;
    const languages = this.dialogue.chain(wishes.language ?? player.language, config.defaultLanguage, own);
    const wantsLine = wishes.parts.has('dialogue');
    const loaded = await this.groups.load({
      playerId: player.id,
      gameId: player.gameId,
      // An id that we made a moment ago cannot have been seen, unless by an attempt of ours.
      eventId: isFirst && eventId === admitted.id ? null : eventId,
      lineIds: wantsLine ? this.lineIds(languages, player.characterPersona, event.type, own) : NO_LINES,
      terms: wantsLine ? this.memories.termsOf(event, languages[0] ?? player.language) : [],
    });
    if (!loaded) throw notFound('player');
    return { loaded, languages, own };
  }

  /** The ids of the lines that may be said, as a PostgreSQL array in text: made once, the same for all who ask. */
  private lineIds(languages: readonly string[], persona: string, eventType: string, own?: GameLines): string {
    const key = [own?.key ?? '', ...languages, persona, eventType].join(' ');
    const known = this.lineLists.get(key);
    if (known !== undefined) return known;
    const ids = this.dialogue.lineIdsFor(languages, persona, eventType, own);
    const list = `{${ids.map((id) => JSON.stringify(id)).join()}}`;
    this.lineLists.set(key, list);
    return list;
  }
}
