/**
 * English function words that say nothing of what a memory is about. Kept short: what is merely frequent is
 * weighed down by its document frequency, and "not", "no", "first" or "all" can be what was asked for.
 * The fragments (don, didn, …) are what is left of contractions once "'t" is cut off.
 */
export const STOP_WORDS = [
  ['a', 'an', 'the', 'this', 'that', 'these', 'those'],
  ['and', 'or', 'but', 'if', 'so', 'as', 'than', 'then'],
  ['of', 'at', 'by', 'for', 'with', 'about', 'to', 'from', 'in', 'on', 'into'],
  ['i', 'me', 'my', 'we', 'us', 'our', 'you', 'your', 'he', 'him', 'his', 'she', 'her', 'it', 'its'],
  ['they', 'them', 'their', 'who', 'whom', 'what', 'which', 'when', 'where', 'why', 'how'],
  ['am', 'is', 'are', 'was', 'were', 'be', 'been', 'being', 'have', 'has', 'had', 'do', 'does', 'did'],
  ['will', 'would', 'can', 'could', 'should', 'shall', 'may', 'might', 'must'],
  ['don', 'didn', 'doesn', 'isn', 'wasn', 'aren', 'weren', 'hasn', 'haven', 'hadn', 'couldn', 'wouldn', 'shouldn'],
] as const satisfies readonly (readonly string[])[];

/**
 * Two-kana pieces of Japanese auxiliaries and particles (した, ました, です, …). They stand in nearly every sentence,
 * so that as search terms they would fetch all of a player's memories and tell none apart.
 */
export const STOP_BIGRAMS = [
  'した',
  'して',
  'しま',
  'まし',
  'ます',
  'です',
  'でし',
  'った',
  'って',
  'いる',
  'から',
] as const satisfies readonly string[];
