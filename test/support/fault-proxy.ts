import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay that can be cut and healed: a network that fails on demand. */
export interface FaultProxy {
  /** The target's URL, by way of the proxy. */
  readonly url: string;
  /** Resets every connection, and each new one until it is healed. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
}

/** Starts a relay to the host and port of a URL. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((inbound) => {
    keep(inbound);
    if (isCut) return void inbound.resetAndDestroy();
    const outbound = keep(connect(Number(target.port), target.hostname));
    inbound.pipe(outbound).pipe(inbound);
    inbound.on('close', () => outbound.destroy());
    outbound.on('close', () => inbound.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    cut() {
      isCut = true;
      reset();
    },
    heal() {
      isCut = false;
    },
    async close() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}
