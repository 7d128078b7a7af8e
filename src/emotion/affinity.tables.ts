/** How a companion grows fond of a player, on a scale of 0..100. */
export const AFFINITY = {
  /** Where everybody starts: friendly, not yet a friend. */
  start: 20,
  highest: 100,
  /** The most that one UTC day can give, approached and never reached: from start to 90 takes months, not an evening. */
  dayCap: 3,
  /** Points for a good moment of intensity 1 on a fresh day. */
  goodMoment: 0.3,
  /** Points for a hard one: standing by counts, a little less than joy, so that losing on purpose never pays. */
  hardMoment: 0.2,
  /** Days of absence that cost nothing. */
  graceDays: 1,
  /** Days of absence after the grace in which half of what was grown above the start is lost: two months. */
  coolingHalfLifeDays: 60,
} as const;
