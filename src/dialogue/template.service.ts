import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../auth/principal.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { utf8ByteString } from '../common/byte-string.rules.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField, notFound, type FieldError } from '../common/domain-error.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import type { GameConfig } from '../games/game.schemas.js';
import { GameService } from '../games/game.service.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { GamePackRepository, type PackSummary } from './game-pack.repository.js';
import { DialogueService } from './dialogue.service.js';
import { readEnvelope, type ReadEnvelope } from './game-pack-envelope.rules.js';
import { castOf, checkSteps, personaOf, type CheckedPack } from './game-pack.rules.js';
import {
  MAX_FAULT_TEXT,
  MAX_GAME_LANGUAGES,
  MAX_GAME_PERSONAS,
  MAX_REPORTED_FAULTS,
  MAX_REPORTED_WARNINGS,
} from './game-pack.tables.js';
import { inSlices } from './game-slices.js';
import { canonicalLanguage } from './language.rules.js';
import { coverageSteps } from './pack-coverage.rules.js';
import { knownPersonas, personaFault } from './persona.rules.js';
import type { StoredTemplates, TemplateSummary } from './template.schemas.js';

const EVENT_NAMES = Object.keys(EVENT_TYPES);

/** A game's own lines and personas: put, read and removed, a pack for each language. */
@Injectable()
export class TemplateService {
  /** One pack of a game at a time: checking takes its time, and the last one put is the one that holds. */
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly games: GameService,
    private readonly packs: GamePackRepository,
    private readonly dialogue: DialogueService,
    private readonly cache: CacheService,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a pack in the place of the one of its language. Putting the same again changes nothing.
   *
   * @throws DomainError VALIDATION_FAILED with all that is wrong with it, CONFLICT when a setting needs what it removes
   */
  async put(principal: Principal, gameId: string, body: unknown): Promise<StoredTemplates> {
    await this.games.accessible(principal, gameId);
    const read = readEnvelope(body);
    return this.queue.run(gameId, () => this.store(gameId, read, body));
  }

  /** The game's packs; with a language that pack, as the bytes that were put. */
  async read(
    principal: Principal,
    gameId: string,
    language: string | undefined,
  ): Promise<ReadyAnswer | { items: TemplateSummary[] }> {
    await this.games.accessible(principal, gameId);
    if (language === undefined) return { items: (await this.packs.list(gameId)).map(present) };
    const document = await this.packs.document(gameId, canonicalLanguage(language));
    if (document === null) throw notFound('template pack');
    const hash = createHash('sha256').update(document).digest('base64url');
    return new ReadyAnswer(utf8ByteString(document), `W/"${hash}"`);
  }

  async remove(principal: Principal, gameId: string, language: string): Promise<void> {
    await this.games.accessible(principal, gameId);
    const isRemoved = await this.queue.run(gameId, () => this.take(gameId, canonicalLanguage(language)));
    if (!isRemoved) throw notFound('template pack');
  }

  private async store(gameId: string, { pack, faults, draft }: ReadEnvelope, body: unknown): Promise<StoredTemplates> {
    const { language, lines } = draft;
    const personas = (pack?.personas ?? []).map(personaOf);
    if (pack?.lines.length === 0 && personas.length === 0) {
      await this.take(gameId, language);
      return answerOf({ language, lines: 0, personas: [], updatedAt: null }, [], NOTHING_COVERED);
    }
    const updatedAt = this.clock.now();
    const others = (await this.packs.list(gameId)).filter((other) => other.language !== language);
    const named = draft.personas.filter((name) => name !== '').map((name) => ({ name }));
    const options = {
      personas: [...new Set(knownPersonas([...castOf(others), ...named]))],
      knownEvents: EVENT_NAMES,
      builtInLanguages: this.dialogue.library.languages(),
    };
    const checked = await inSlices(checkSteps(language, lines, options), this.clock);
    if (pack === null || checked.faults.length > 0) throw refused([...faults, ...checked.faults], checked.warnings);
    const coverage = await inSlices(coverageSteps(checked.lines, language, EVENT_NAMES), this.clock);
    const row = { language, document: JSON.stringify(body), lines: lines.length, personas, updatedAt };
    const change = await this.packs.put(gameId, row, uuidv7(), refuseUnfit);
    if (!change?.pack) throw notFound('game');
    // Also when nothing has changed: an earlier attempt may have been written without getting as far as here.
    await this.cache.invalidate(cacheKeys.game(gameId));
    return answerOf(present(change.pack), checked.warnings, coverage);
  }

  /** Removes a pack; false when there was none. */
  private async take(gameId: string, language: string): Promise<boolean> {
    const change = await this.packs.remove(gameId, language, uuidv7(), refuseUnfit);
    await this.cache.invalidate(cacheKeys.game(gameId));
    return change?.changed ?? false;
  }
}

const NOTHING_COVERED = { cells: 0, covered: 0, share: 0, personas: [], events: 0, emotions: 0 };

/** The limits of a game's packs together, and that its default persona is not taken from under it. */
function refuseUnfit(packs: readonly PackSummary[], { defaultPersona }: GameConfig): void {
  if (packs.length > MAX_GAME_LANGUAGES) {
    throw invalidField(
      'language',
      `a game may have packs in at most ${MAX_GAME_LANGUAGES} languages; remove one first`,
    );
  }
  const cast = castOf(packs);
  if (cast.length > MAX_GAME_PERSONAS) {
    throw invalidField('personas', `a game may have at most ${MAX_GAME_PERSONAS} personas of its own`);
  }
  if (defaultPersona !== undefined && personaFault(defaultPersona, cast) !== null) {
    throw new DomainError(
      'CONFLICT',
      `The game's defaultPersona is ${defaultPersona}, which no pack would describe any more; change the setting first.`,
    );
  }
}

function refused(faults: readonly FieldError[], warnings: readonly FieldError[]): DomainError {
  const listed = faults.slice(0, MAX_REPORTED_FAULTS).map(clipped);
  const moreErrors = faults.length - listed.length;
  const [first] = listed;
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  return new DomainError(
    'VALIDATION_FAILED',
    `The pack has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} and was not taken${moreErrors > 0 ? `; the first ${listed.length} are listed` : ''}. ${where}${first?.message}`,
    { errors: listed, moreErrors, warnings: warnings.slice(0, MAX_REPORTED_FAULTS).map(clipped) },
  );
}

function clipped({ path, message }: FieldError): FieldError {
  return { path, message: message.length > MAX_FAULT_TEXT ? `${message.slice(0, MAX_FAULT_TEXT - 1)}…` : message };
}

function present({ language, lines, personas, updatedAt }: PackSummary): TemplateSummary {
  return { language, lines, personas: personas.map(({ name }) => name), updatedAt: updatedAt.toISOString() };
}

function answerOf(
  summary: TemplateSummary,
  warnings: CheckedPack['warnings'],
  coverage: StoredTemplates['coverage'],
): StoredTemplates {
  const byKind: Record<string, number> = {};
  for (const { kind } of warnings) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return {
    ...summary,
    counts: { errors: 0, warnings: warnings.length, byKind },
    coverage,
    warnings: warnings.slice(0, MAX_REPORTED_WARNINGS),
  };
}
