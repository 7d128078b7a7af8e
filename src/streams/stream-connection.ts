import type { Response } from 'express';
import { compareIds, endFrame, frameOf, gapFrame, heartbeatFrame, openingFrame } from './stream-entry.rules.js';
import { streamFigures } from './streams.tables.js';
import type { EndReason, Replay, StreamReader } from './streams.types.js';

/** An event in the form in which all its readers get it. */
export interface Frame {
  readonly id: string | null;
  readonly bytes: Buffer;
}

export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  // Proxies that would gather an answer before they pass it on.
  'X-Accel-Buffering': 'no',
  // Ended means ended: nothing else comes by this connection, so that stopping need not wait for it.
  Connection: 'close',
} as const;

/**
 * One reader. What happens before its stream has begun is held; what its socket does not take waits as references to
 * frames that all readers share, and beyond a bound the reader is dropped.
 */
export class StreamConnection {
  private queue: Frame[] = [];
  private queuedBytes = 0;
  private hasBegun = false;
  private isOver = false;
  /** What a replay has told up to: it may be ahead of what this instance has heard. */
  private toldUpTo: string | null = null;
  private stuckBeats = 0;
  private taken = 0;
  private takenAtBeat = 0;

  /**
   * @param onEnd called once; with null when the reader went away by itself
   */
  constructor(
    readonly reader: StreamReader,
    private readonly response: Response,
    private readonly onEnd: (connection: StreamConnection, reason: EndReason | null) => void,
  ) {
    response.on('drain', () => this.pump());
    response.on('close', () => this.finish(null));
  }

  get isEnded(): boolean {
    return this.isOver;
  }

  /** Begins the stream: with what was missed, then with what came while that was looked up. */
  begin(replay: Replay | null, lastId: string | null): void {
    if (this.isOver) return;
    this.response.openedAt = performance.now();
    this.response.writeHead(200, STREAM_HEADERS);
    // Who resumes has a place already.
    this.response.write(openingFrame(streamFigures.retryMs, replay === null ? lastId : null));
    if (replay !== null) {
      this.toldUpTo = replay.lastId;
      this.queue = [...framesOf(replay), ...this.queue.filter((frame) => this.isNews(frame))];
    }
    this.queuedBytes = this.queue.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.hasBegun = true;
    this.pump();
  }

  send(frame: Frame): void {
    if (this.isOver || !this.isNews(frame)) return;
    this.queue.push(frame);
    this.queuedBytes += frame.bytes.length;
    this.pump();
    if (this.queuedBytes + this.response.writableLength > streamFigures.maxPendingBytes) this.drop('slow');
  }

  /** Says that the stream lives, and drops a reader that has not taken anything for long. */
  beat(lastId: string | null): void {
    if (!this.hasBegun || this.isOver) return;
    const isWaiting = this.queue.length > 0 || this.response.writableLength > 0;
    this.stuckBeats = isWaiting && this.taken === this.takenAtBeat ? this.stuckBeats + 1 : 0;
    this.takenAtBeat = this.taken;
    if (this.stuckBeats >= streamFigures.maxStuckHeartbeats) return this.drop('stalled');
    // Behind what waits, the place would be wrong.
    if (!isWaiting) this.write(heartbeatFrame(lastId));
  }

  /** Ends the stream with a last word. */
  end(reason: EndReason): void {
    if (this.isOver) return;
    const { response } = this;
    this.finish(reason);
    // One that has not begun yet is refused by whoever opens it.
    if (!this.hasBegun) return;
    response.end(endFrame(reason));
    setTimeout(() => response.destroy(), streamFigures.farewellMs).unref();
  }

  private isNews({ id }: Frame): boolean {
    return id === null || this.toldUpTo === null || compareIds(id, this.toldUpTo) > 0;
  }

  private drop(reason: EndReason): void {
    this.finish(reason);
    this.response.destroy();
  }

  private pump(): void {
    if (!this.hasBegun || this.isOver) return;
    let sent = 0;
    while (sent < this.queue.length && this.response.writableLength < streamFigures.socketBytes) {
      const { bytes } = this.queue[sent]!;
      this.queuedBytes -= bytes.length;
      sent += 1;
      this.write(bytes);
    }
    if (sent > 0) this.queue.splice(0, sent);
  }

  private write(bytes: Buffer): void {
    this.response.write(bytes, () => {
      this.taken += 1;
    });
  }

  private finish(reason: EndReason | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.queue = [];
    this.onEnd(this, reason);
  }
}

/** A replay as it is sent. Where something is missing, a gap says so first. */
function framesOf({ isComplete, entries, lastId }: Replay): Frame[] {
  const frames = entries.map((entry) => ({ id: entry.id, bytes: frameOf(entry) }));
  return isComplete ? frames : [{ id: null, bytes: gapFrame(entries.length === 0 ? lastId : null) }, ...frames];
}
