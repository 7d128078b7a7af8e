import { startFakeAnthropic } from '../../../test/support/fake-anthropic.js';
import { AnthropicLlm } from './anthropic-llm.js';
import { describeLlmContract } from './llm.contract.js';

describeLlmContract({
  name: 'anthropic',
  model: 'claude-haiku-5-5',
  startHost: startFakeAnthropic,
  make: (settings) => new AnthropicLlm(settings),
});
