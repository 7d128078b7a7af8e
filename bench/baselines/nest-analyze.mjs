import 'reflect-metadata';

import { BadRequestException, Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { analyzeSchema } from '../../dist/emotion/emotion.schemas.js';
import { decorate } from './decorate.mjs';
import { listen } from './listen.mjs';

// Stock Nest on Express: its own body parser, a pipe that checks the body with the same schema, an object answered.
const answer = JSON.parse(process.env.BENCH_BODY ?? '{}');

const checked = {
  transform(/** @type {unknown} */ value) {
    const result = analyzeSchema.safeParse(value);
    if (!result.success) throw new BadRequestException(result.error.issues);
    return result.data;
  },
};

class AnalyzeController {
  analyze() {
    return answer;
  }
}
decorate(AnalyzeController, 'analyze', [Post('analyze'), HttpCode(200)], [Body(checked)]);
Controller('emotion')(AnalyzeController);

class StockModule {}
Module({ controllers: [AnalyzeController] })(StockModule);

const app = await NestFactory.create(StockModule, { logger: ['error'] });
await app.init();
await listen(app.getHttpAdapter().getInstance());
