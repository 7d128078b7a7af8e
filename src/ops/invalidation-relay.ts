import type { InvalidationRelay } from '../cache/invalidation-relay.port.js';
import type { Notifications } from '../prisma/notifications.js';
import type { PrismaService } from '../prisma/prisma.service.js';

const CHANNEL = 'cache_invalidations';

/** PostgreSQL, which all instances share, carries what Redis cannot: its NOTIFY. Behind a transaction pooler it only sends. */
export function invalidationRelay(prisma: PrismaService): InvalidationRelay {
  let notifications: Notifications | null = null;
  return {
    start: (hear, missed) => {
      notifications = prisma.listen(CHANNEL, { hear, missed });
    },
    send: (messages) => prisma.notify(CHANNEL, messages),
    stop: () => notifications?.close(),
  };
}
