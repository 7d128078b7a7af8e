import type { GatheringLimits } from '../common/gathering.js';
import { classifyDatabaseError } from './retry.rules.js';

/**
 * Statements that are gathered: up to 500 items in one; one of a kind under way, two when it takes more than 5 ms, as
 * each holds a connection of the pool. When the database is away, that is everybody's failure; what it refuses may be
 * one item's fault.
 */
export const DATABASE_GATHERING: GatheringLimits = {
  maxItems: 500,
  usualGroups: 1,
  maxGroups: 2,
  maxWaitMs: 5,
  isShared: (error) => classifyDatabaseError(error).class !== 'final',
};
