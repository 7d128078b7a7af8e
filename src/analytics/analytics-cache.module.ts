import { Module } from '@nestjs/common';
import { AnalyticsCacheService } from './analytics-cache.service.js';

/** What is kept of analytics, for those who show it and for those whose writes make it old. */
@Module({ providers: [AnalyticsCacheService], exports: [AnalyticsCacheService] })
export class AnalyticsCacheModule {}
