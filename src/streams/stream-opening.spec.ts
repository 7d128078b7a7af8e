import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { MemoryLog } from './memory-log.js';
import { StreamHub } from './stream-hub.js';
import { StreamMeter } from './stream-meter.js';
import { StreamOpening } from './stream-opening.service.js';

const ADMIN = { scope: 'admin', keyId: 'admin' } as const;
const TARGET = { gameId: 'game', playerId: null };

let server: Server;
let hub: StreamHub;
let opening: StreamOpening;

beforeEach(() => {
  const clock = new Clock();
  const log = new MemoryLog(clock);
  hub = new StreamHub(log, new StreamMeter(new MetricsService()), clock);
  hub.onModuleInit();
  const config = { STREAMS_PER_KEY: 1, STREAMS_PER_PROCESS: 10 } as ConstructorParameters<typeof StreamOpening>[2];
  opening = new StreamOpening(hub, log, config);
});

afterEach(async () => {
  hub.endAll();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('a reader that has gone away before its stream was opened, as while its key was looked up', () => {
  it('takes no place that others could have', async () => {
    const opened = new Promise<void>((resolve, reject) => {
      server = createServer((request, response) => {
        response.once('close', () => {
          opening.open(ADMIN, TARGET, request as never, response as Response).then(resolve, reject);
        });
        client.destroy();
      }).listen(0, '127.0.0.1');
    });
    await once(server, 'listening');
    const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
    client.on('error', () => undefined);
    await opened;
    expect(hub.connections.size).toBe(0);
    expect(hub.openOf(ADMIN.keyId)).toBe(0);
  });
});
