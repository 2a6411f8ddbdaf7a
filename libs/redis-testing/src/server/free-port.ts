import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { boundPort } from '../common/bound-port.js';

const BUS_OFFSET = 10_000;

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return (await listenOnce(0)) ?? freePort();
}

/** A free port whose cluster bus port (port + 10,000) is free too; both lie below the ephemeral ports. */
export async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = randomInt(11_000, 22_000);
    if ((await listenOnce(port)) !== undefined && (await listenOnce(port + BUS_OFFSET)) !== undefined)
      return port;
  }
}

async function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const bound = boundPort(server);
      server.close(() => resolve(bound));
    });
  });
}
