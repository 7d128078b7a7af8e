import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import type { Reaction } from './event.schemas.js';
import { LateLines } from './late-lines.service.js';
import { ReactionDecider, type AskedBefore } from './reaction-decider.js';
import { presentReceipt } from './reaction-receipt.rules.js';
import { ReactionSituations } from './reaction-situations.js';
import { ReactionWriter } from './reaction-writer.js';
import { presentReaction } from './reaction.rules.js';
import type { AdmittedEvent, ReactionWishes } from './reaction.types.js';

/** Attempts at one reaction; each failed one means that another instance answered the same player in between. */
const MAX_ATTEMPTS = 10;

interface Attempt {
  readonly admitted: AdmittedEvent;
  readonly wishes: ReactionWishes;
  readonly startedAtMs: number;
  readonly before: AskedBefore;
  readonly isFirst: boolean;
}

interface Answer {
  readonly reaction: Reaction;
  /** False for a repeat of an eventId. */
  readonly isNew: boolean;
}

/** The main job: an event in, the companion's reaction out, all of it written or nothing. */
@Injectable()
export class ReactionService {
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly situations: ReactionSituations,
    private readonly decider: ReactionDecider,
    private readonly writer: ReactionWriter,
    private readonly late: LateLines,
    private readonly clock: Clock,
  ) {}

  /**
   * Reacts once to an event. A repeat of its eventId gets the first reaction again.
   *
   * The state is read, everything is decided on it, and the write goes through only if the state is still the same;
   * else it is decided anew. So no lock is held while the engines work and models are asked, and one player's events
   * never mix.
   */
  async react(admitted: AdmittedEvent, wishes: ReactionWishes): Promise<Answer> {
    const startedAtMs = this.clock.monotonicMs();
    this.decider.count(admitted, wishes);
    return this.queue.run(admitted.player.id, async () => {
      const before: AskedBefore = { verdict: null, lines: new Map() };
      try {
        return await this.decideAndWrite(admitted, wishes, startedAtMs, before);
      } catch (error) {
        // The player was erased meanwhile, or the database went away: what models said is paid for all the same.
        this.late.recordLost(admitted, before);
        throw error;
      }
    });
  }

  private async decideAndWrite(
    admitted: AdmittedEvent,
    wishes: ReactionWishes,
    startedAtMs: number,
    before: AskedBefore,
  ): Promise<Answer> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const answer = await this.attempt({ admitted, wishes, startedAtMs, before, isFirst: attempt === 0 });
      if (answer) return answer;
    }
    throw new DomainError('UNAVAILABLE', 'Too many events of this player arrive at once; try again.', {
      retryAfterSeconds: 1,
    });
  }

  /** One attempt; null when the state moved while it was decided. */
  private async attempt({ admitted, wishes, startedAtMs, before, isFirst }: Attempt): Promise<Answer | null> {
    const met = await this.situations.of(admitted, wishes, isFirst);
    const { known } = met.loaded;
    // Our own row id means that an earlier attempt was written although its answer got lost on the way.
    if (known) {
      const isNew = known.id === admitted.id;
      if (isNew) this.writer.tell(admitted, known);
      else this.late.recordLost(admitted, before);
      return { reaction: again(known, admitted), isNew };
    }
    const decided = await this.decider.decide({ ...met, admitted, wishes, startedAtMs, before });
    const { decision } = decided;
    const reaction = presentReaction(decision, wishes.parts, this.clock.monotonicMs() - startedAtMs);
    const written = await this.writer.write(decided, met.loaded, reaction);
    if (!written) return null;
    if (wishes.llm === 'async' && decision.spoken && decision.spoken.reasons.length > 0) {
      this.late.start(decision, this.decider);
    }
    return {
      reaction: wishes.receipt ? { ...written, receipt: presentReceipt(decision) } : written,
      isNew: true,
    };
  }
}

/** A stored reaction as its repeat shows it. */
function again(known: Reaction, admitted: AdmittedEvent): Reaction {
  return known.id === admitted.id ? known : { ...known, duplicate: true };
}
