import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StreamConnection, type Frame } from './stream-connection.js';
import { streamFigures } from './streams.tables.js';
import type { EndReason, StreamEntry, StreamReader } from './streams.types.js';

const READER: StreamReader = {
  principal: { scope: 'admin', keyId: 'admin' },
  key: '',
  target: { gameId: 'game', playerId: null },
};
const FRAME: Frame = { id: '1-0', bytes: Buffer.from(`data: ${'x'.repeat(9_992)}\n\n`) };

const entryOf = (id: string): StreamEntry => ({ id, token: id, playerId: 'p', name: 'reaction', data: '{}' });

let server: Server;
let client: IncomingMessage;
let response: Response;
let connection: StreamConnection;
let ends: (EndReason | null)[];

/** A connection whose stream has begun, over a real socket; the client reads when it is told to. */
beforeEach(async () => {
  const mine: (EndReason | null)[] = [];
  ends = mine;
  const made = new Promise<void>((resolve) => {
    server = createServer((_request, answer) => {
      response = answer as Response;
      connection = new StreamConnection(READER, response, (_connection, reason) => mine.push(reason));
      connection.begin(null, '1-0');
      resolve();
    }).listen(0, '127.0.0.1');
  });
  await once(server, 'listening');
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  [client] = (await once(request, 'response')) as [IncomingMessage];
  client.on('error', () => undefined);
  await made;
});

afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Sends until the reader is dropped; answers the bytes that were sent and the most that a socket held. */
async function flood(): Promise<{ sent: number; held: number }> {
  let [sent, held] = [0, 0];
  while (ends.length === 0 && sent < 200_000_000) {
    connection.send(FRAME);
    sent += FRAME.bytes.length;
    held = Math.max(held, response.writableLength);
    // The socket takes what it can between two events.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { sent, held };
}

describe('a reader that takes nothing', () => {
  it('is dropped once too much waits for it, and its socket never holds more than a slice', async () => {
    const { sent, held } = await flood();
    expect(ends).toEqual(['slow']);
    expect(response.destroyed).toBe(true);
    expect(sent).toBeGreaterThan(streamFigures.maxPendingBytes);
    expect(held).toBeLessThanOrEqual(streamFigures.socketBytes + 2 * FRAME.bytes.length);
  });

  it('is dropped when it stays so for some heartbeats', async () => {
    while (response.writableLength < streamFigures.socketBytes) {
      connection.send(FRAME);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let beat = 0; beat <= streamFigures.maxStuckHeartbeats; beat += 1) connection.beat('1-0');
    expect(ends).toEqual(['stalled']);
  });
});

describe('a reader that resumes', () => {
  it('is told nothing twice by an instance that hears of it later than its log', () => {
    const replay = { isComplete: true, lastId: '2-0', entries: [entryOf('1-0'), entryOf('2-0')] };
    const resumed = new StreamConnection(READER, response, () => undefined);
    const told: string[] = [];
    response.write = ((bytes: Buffer) => told.push(bytes.toString()) > 0) as typeof response.write;
    response.writeHead = () => response;
    resumed.send({ id: '1-0', bytes: Buffer.from('early 1') });
    resumed.begin(replay, '0-1');
    for (const id of ['2-0', '3-0', null]) resumed.send({ id, bytes: Buffer.from(`live ${id}`) });
    expect(told.map((text) => /^id: (\S+)/.exec(text)?.[1] ?? text)).toEqual([
      'retry: 2000\n\n',
      '1-0',
      '2-0',
      'live 3-0',
      'live null',
    ]);
  });
});

describe('a reader that reads', () => {
  it('gets a burst that is larger than its socket takes, whole', async () => {
    let received = 0;
    client.on('data', (chunk: Buffer) => (received += chunk.length));
    const count = 150;
    for (let sent = 0; sent < count; sent += 1) connection.send(FRAME);
    expect(ends).toEqual([]);
    connection.send({ id: '1-1', bytes: Buffer.from('last') });
    while (received < count * FRAME.bytes.length + 4 && ends.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(ends).toEqual([]);
    connection.beat('1-1');
    connection.end('shutdown');
    await once(client, 'end');
    expect(ends).toEqual(['shutdown']);
  });

  it('that goes away is counted as one that did', async () => {
    client.destroy();
    await once(response, 'close');
    expect(ends).toEqual([null]);
  });
});
