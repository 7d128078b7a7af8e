/**
 * How models that think before they answer, unless they are told otherwise, are told otherwise: a line has neither the
 * time nor the tokens for it. A model that does not stand here is told nothing.
 */
export const ANTHROPIC_THINKING: Readonly<Record<string, 'disabled' | 'between_tools'>> = {
  'claude-haiku-5-5': 'disabled',
  'claude-sonnet-5': 'disabled',
  // It refuses `disabled`; without tools there is nothing to think between.
  'claude-sonnet-5-5': 'between_tools',
};

export const OPENAI_REASONING_EFFORT: Readonly<Record<string, 'none'>> = {
  'gpt-6-luna': 'none',
  'gpt-5.6-luna': 'none',
  'gpt-5.6-terra': 'none',
  'gpt-5.4-nano': 'none',
  'gpt-5.4-mini': 'none',
};
