import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/env.js';
import { GuardedLlm } from './guarded-llm.js';
import { LlmMeter } from './llm-meter.js';
import { llmSettings } from './llm-settings.js';
import { LLM_PROVIDER, type LlmProvider } from './llm.port.js';

/** An SDK is loaded only where it is used: together they are some hundred modules. */
const ADAPTERS = {
  anthropic: async () => (await import('./anthropic-llm.js')).AnthropicLlm,
  openai: async () => (await import('./openai-llm.js')).OpenAiLlm,
} as const;

/** The language model behind its port; null where none is configured. */
@Module({
  providers: [
    LlmMeter,
    {
      provide: LLM_PROVIDER,
      inject: [CONFIG, Clock, LlmMeter],
      useFactory: async (config: Config, clock: Clock, meter: LlmMeter): Promise<LlmProvider | null> => {
        const settings = llmSettings(config);
        if (!settings) return null;
        const { provider: name, model, price } = settings;
        const Adapter = await ADAPTERS[name]();
        const host = new Adapter(settings);
        const llm = new GuardedLlm(host, { name, model, price }, clock, (call) => meter.record(name, model, call));
        meter.watch(llm);
        return llm;
      },
    },
  ],
  exports: [LLM_PROVIDER],
})
export class LlmModule {}
