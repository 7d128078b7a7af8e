import { Module } from '@nestjs/common';
import { LLM_PROVIDER, type LlmProvider } from './llm.port.js';

/** The language model behind its port; null where none is configured. */
@Module({
  providers: [{ provide: LLM_PROVIDER, useFactory: (): LlmProvider | null => null }],
  exports: [LLM_PROVIDER],
})
export class LlmModule {}
