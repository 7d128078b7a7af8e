import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Pool } from 'pg';

import { AppModule } from '../../dist/app.module.js';
import { CurrentPrincipal } from '../../dist/auth/auth.decorators.js';
import { batchSchema, postEventSchema } from '../../dist/events/event.schemas.js';
import { createPlayerSchema, playerIdParam } from '../../dist/players/player.schemas.js';
import { PrismaService } from '../../dist/prisma/prisma.service.js';
import { copyEvents } from './copy.mjs';
import { decorate } from './decorate.mjs';
import { INSERT_EVENT, INSERT_PLAYER, READ_PLAYER } from './statements.mjs';

// The server as production starts it, with one more controller: under /bare each route runs one hand-written prepared
// statement in the place of a feature, behind the same key check, rate limit, validation, metrics and log, on the same
// pool. BENCH_REACTION is the JSON that its events are stored with.
const reaction = process.env.BENCH_REACTION ?? '{}';
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** @typedef {{ gameId: string }} Principal */

class BareController {
  /** @param {PrismaService} prisma */
  constructor(prisma) {
    this.prisma = prisma;
  }

  async read(/** @type {string} */ playerId) {
    const { name, text, values } = READ_PLAYER;
    return (await this.prisma.query(name, text, values(playerId)))[0];
  }

  async createPlayer(/** @type {Principal} */ { gameId }, /** @type {any} */ body) {
    const { name, text, values } = INSERT_PLAYER;
    const row = values(gameId, body);
    await this.prisma.query(name, text, row);
    return { id: row[0], gameId, ...body };
  }

  async createEvent(/** @type {Principal} */ { gameId }, /** @type {any} */ body) {
    const { name, text, values } = INSERT_EVENT;
    const row = values(gameId, body, reaction);
    await this.prisma.query(name, text, row);
    return { id: row[0], eventId: row[3] };
  }

  async createEvents(/** @type {Principal} */ { gameId }, /** @type {{ events: any[] }} */ { events }) {
    const client = await pool.connect();
    try {
      return { accepted: await copyEvents(client, gameId, events, reaction) };
    } finally {
      client.release();
    }
  }

  async createEventsAndMetrics(/** @type {Principal} */ { gameId }, /** @type {{ events: any[] }} */ { events }) {
    const client = await pool.connect();
    try {
      return { accepted: await copyEvents(client, gameId, events, reaction, true) };
    } finally {
      client.release();
    }
  }
}
const principal = CurrentPrincipal();
decorate(BareController, 'read', [Get('players/:playerId')], [Param('playerId', { schema: playerIdParam })]);
decorate(BareController, 'createPlayer', [Post('players')], [principal, Body({ schema: createPlayerSchema })]);
decorate(BareController, 'createEvent', [Post('events')], [principal, Body({ schema: postEventSchema })]);
decorate(
  BareController,
  'createEvents',
  [Post('events/batch'), HttpCode(200)],
  [principal, Body({ schema: batchSchema })],
);
decorate(
  BareController,
  'createEventsAndMetrics',
  [Post('events/batch-with-metrics'), HttpCode(200)],
  [principal, Body({ schema: batchSchema })],
);
Reflect.defineMetadata('design:paramtypes', [PrismaService], BareController);
Controller('bare')(BareController);

const production = AppModule.with;
AppModule.with = (...args) => ({ ...production.apply(AppModule, args), controllers: [BareController] });
await import('../../dist/main.js');
