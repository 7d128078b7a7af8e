import type { GatheringLimits } from '../common/gathering.js';
import { classifyDatabaseError } from './retry.rules.js';

/**
 * Statements that are gathered: up to 500 items in one; one under way, at most three when they are slow (each holds a
 * connection of the pool); nothing waits more than 5 ms while there is a place. When the database is away, that is
 * everybody's failure; what it refuses may be one item's fault.
 */
export const DATABASE_GATHERING: GatheringLimits = {
  maxItems: 500,
  usualGroups: 1,
  maxGroups: 3,
  maxWaitMs: 5,
  isShared: (error) => classifyDatabaseError(error).class !== 'final',
};
