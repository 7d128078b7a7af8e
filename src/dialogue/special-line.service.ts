import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/env.js';
import { moodLabel } from '../emotion/mood.rules.js';
import { MemoryPipelineService } from '../memories/memory-pipeline.service.js';
import { DialogueRepository } from './dialogue.repository.js';
import { linePrompt } from './line-prompt.rules.js';
import { promptFigures } from './line-prompt.tables.js';
import type { LinePrompt, PromptMemory } from './line-prompt.types.js';
import { noLine, LineWriter } from './line-writer.service.js';
import type { WrittenLine } from './line-writer.types.js';
import { factsOf } from './slots.rules.js';
import { speakerOf } from './speaker.rules.js';
import type { PlayerMoment, SpecialMoment } from './special-line.types.js';

/** Gives special moments to a model. While it is asked, no lock and no connection is held. */
@Injectable()
export class SpecialLines {
  constructor(
    private readonly writer: LineWriter,
    private readonly lines: DialogueRepository,
    private readonly memories: MemoryPipelineService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Milliseconds that a reaction may take with the help of models. */
  get timeoutMs(): number {
    return this.config.LLM_TIMEOUT_MS;
  }

  /** Counts a request for a line; see `LineWriter.count`. */
  count(gameId: string): void {
    this.writer.count(gameId);
  }

  /** A line, or why a template is to be said. Rejects only when the memories cannot be read. */
  async write(moment: SpecialMoment): Promise<WrittenLine> {
    const { gameId, playerId, isForced, earlier } = moment;
    const { refusal, mayCache } = isForced ? { refusal: null, mayCache: true } : await this.writer.isOpen(gameId);
    if (refusal !== null && !mayCache) return this.writer.refused(refusal);
    const prompt = await this.promptOf(moment);
    const before = earlier?.get(prompt.user);
    if (before) return before;
    if (earlier !== undefined && earlier.size > 0) return noLine('superseded', spentOn(earlier.values()));
    const { lastLines, seed, onText } = moment;
    const timeoutMs = moment.deadlineMs - this.clock.monotonicMs();
    const wish = { gameId, playerId, prompt, lastLines, seed, timeoutMs, isForced, onText };
    const written = await this.writer.write(wish, refusal);
    earlier?.set(prompt.user, written);
    return written;
  }

  /** A line outside of a reaction, for a player with its mood, its memories and what it heard, or for nobody known. */
  async writeFor(playerId: string | null, moment: Omit<SpecialMoment, keyof PlayerMoment>): Promise<WrittenLine> {
    const nobody: PlayerMoment = { playerId, mood: null, recalledIds: [], lastLines: [] };
    if (playerId === null) return this.write({ ...moment, ...nobody });
    const state = await this.lines.companion(playerId);
    if (state === null) throw notFound('player');
    const { lastLines, totalMemories, ...mood } = state;
    const { event, language } = moment;
    const [now, limit] = [this.clock.now(), promptFigures.memories];
    const recalled = await this.memories.recallForEvent({
      playerId,
      event,
      language,
      mood,
      totalMemories,
      now,
      limit,
    });
    const recalledIds = recalled.map(({ id }) => id);
    const written = await this.write({ ...moment, playerId, mood: moodLabel(mood), recalledIds, lastLines });
    if (written.lineId !== null) await this.lines.heard(playerId, written.lineId);
    return written;
  }

  private async promptOf(moment: SpecialMoment): Promise<LinePrompt> {
    const { persona, personas, event } = moment;
    const text = event.data.text?.trim() ?? '';
    return linePrompt({
      speaker: speakerOf(persona, personas),
      language: moment.language,
      eventType: event.type,
      facts: factsOf(event, moment),
      playerText: text === '' ? null : text,
      emotion: moment.emotion,
      intensity: moment.intensity,
      mood: moment.mood,
      reasons: moment.reasons,
      memories: await this.memoriesOf(moment),
      model: this.config.LLM_MODEL,
    });
  }

  private async memoriesOf({ playerId, recalledIds }: SpecialMoment): Promise<PromptMemory[]> {
    if (playerId === null || recalledIds.length === 0) return [];
    const memories = await this.lines.memories(playerId, recalledIds.slice(0, promptFigures.memories));
    return recalledIds.flatMap((id) => memories.find((memory) => memory.id === id) ?? []);
  }
}

function spentOn(lines: Iterable<WrittenLine>): number {
  let spent = 0;
  for (const { costUsd } of lines) spent += costUsd;
  return spent;
}
