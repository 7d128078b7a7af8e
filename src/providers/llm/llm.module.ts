import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LOGGER, type AppLogger } from '../../common/logger.js';
import { CONFIG, type Config } from '../../config/env.js';
import { AnthropicLlm } from './anthropic-llm.js';
import { GuardedLlm } from './guarded-llm.js';
import { LlmMeter } from './llm-meter.js';
import { llmSettings, unusedSetting } from './llm-settings.js';
import { LLM_PROVIDER, type LlmProvider } from './llm.port.js';
import { OpenAiLlm } from './openai-llm.js';

const ADAPTERS = { anthropic: AnthropicLlm, openai: OpenAiLlm } as const;

/** The language model behind its port; null where none is configured. */
@Module({
  providers: [
    LlmMeter,
    {
      provide: LLM_PROVIDER,
      inject: [CONFIG, Clock, LlmMeter, LOGGER],
      useFactory: (config: Config, clock: Clock, meter: LlmMeter, logger: AppLogger): LlmProvider | null => {
        const unused = unusedSetting(config);
        if (unused !== null) logger.warn(unused);
        const settings = llmSettings(config);
        if (!settings) return null;
        const { provider: name, model, price } = settings;
        const host = new ADAPTERS[name](settings);
        const llm = new GuardedLlm(host, { name, model, price }, clock, (call) => meter.record(name, model, call));
        meter.watch(llm);
        return llm;
      },
    },
  ],
  exports: [LLM_PROVIDER],
})
export class LlmModule {}
