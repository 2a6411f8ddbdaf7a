import { once } from 'node:events';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect } from '../../support/topologies.js';

/** TLS with a key that both sides know: needs no certificate. */
const psk = Buffer.from('0123456789abcdef0123456789abcdef');
const suite = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;

describe('a pool with TLS', () => {
  let server: Server;
  let port: number;
  let handshakes = 0;

  beforeAll(async () => {
    const target = new URL(inject('redisUrl'));
    server = createServer({ ...suite, pskCallback: () => psk }, (socket) => {
      handshakes += 1;
      const redis = connectSocket(Number(target.port), target.hostname);
      socket.pipe(redis).pipe(socket);
      for (const each of [socket, redis]) each.on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  it('encrypts every connection, with the options of Node', async () => {
    const tls = {
      ...suite,
      pskCallback: () => ({ psk, identity: 'tenantry' }),
      checkServerIdentity: () => undefined,
    };
    const manager = await connect({ url: `rediss://127.0.0.1:${port}`, defaults: { tls } });
    try {
      expect(await manager.client('user').ping()).toBe('PONG');
      expect(await manager.subscriber('pubsub').subscribe('channel')).toBe(1);
      expect(handshakes).toBe(7);
    } finally {
      await manager.close();
    }
  });

  it('says so if the sides do not agree', async () => {
    const start = connect({
      url: `rediss://127.0.0.1:${port}`,
      defaults: { connectTimeoutMs: 1_000, startupAttempts: 1 },
    });
    await expect(start).rejects.toMatchObject({
      code: 'POOL_STARTUP_FAILED',
      message: expect.stringMatching(/SSL|TLS|certificate/i),
    });
  });

  it('says so if only the server expects it', async () => {
    const start = connect({
      url: `redis://127.0.0.1:${port}`,
      defaults: { commandTimeoutMs: 500, startupAttempts: 1 },
    });
    await expect(start).rejects.toMatchObject({
      code: 'POOL_STARTUP_FAILED',
      message: expect.stringContaining('if it speaks TLS, use rediss://'),
    });
  });
});
