import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from '../../../libs/redis/src/config/configuration.errors.js';
import { lookUpService } from '../../../libs/redis/src/config/registry/lookup-service.js';
import { ServiceLookupError } from '../../../libs/redis/src/config/registry/service-registry.errors.js';
import { DnsSrvRegistry } from '../../../libs/redis/src/config/registry/dns-srv.registry.js';
import { DnsServer } from './dns-server.js';

const SERVICE = '_redis._tcp.example.test';

describe('DnsSrvRegistry', () => {
  let dns: DnsServer;
  let registry: DnsSrvRegistry;

  beforeEach(async () => {
    dns = await DnsServer.start();
    registry = new DnsSrvRegistry({ servers: [dns.address], timeoutMs: 300 });
  });
  afterEach(async () => dns.close());

  const lookUp = async (service = SERVICE, timeoutMs = 5_000) => lookUpService(registry, service, timeoutMs);
  const answer = (priority: number, weight: number, target: string, port = 6379) => ({
    priority,
    weight,
    port,
    target,
  });

  it('orders by priority, then by weight, then by name', async () => {
    dns.srv.set(SERVICE, [
      answer(20, 90, 'd.test'),
      answer(10, 5, 'c.test'),
      answer(10, 50, 'b.test', 6380),
      answer(10, 50, 'a.test'),
    ]);
    for (const [index, host] of ['a', 'b', 'c', 'd'].entries()) {
      dns.addresses.set(`${host}.test`, `127.0.0.${index + 1}`);
    }
    await expect(lookUp()).resolves.toEqual([
      { host: '127.0.0.1', port: 6379 },
      { host: '127.0.0.2', port: 6380 },
      { host: '127.0.0.3', port: 6379 },
      { host: '127.0.0.4', port: 6379 },
    ]);
  });

  it('uses IPv6 where there is no IPv4 address, and leaves out hosts without any', async () => {
    dns.srv.set(SERVICE, [answer(1, 1, 'gone.test'), answer(2, 1, 'six.test')]);
    dns.addresses.set('six.test', '::1');
    await expect(lookUp()).resolves.toEqual([{ host: '::1', port: 6379 }]);
  });

  it.each<[string, () => void, string]>([
    ['the name does not exist', () => {}, 'the name does not exist'],
    ['it has no SRV record', () => dns.addresses.set(SERVICE, '127.0.0.1'), 'the name has no SRV record'],
    [
      'the service is declared absent',
      () => dns.srv.set(SERVICE, [answer(0, 0, '.', 0)]),
      'it knows no healthy instance',
    ],
    [
      'no host has an address',
      () => dns.srv.set(SERVICE, [answer(0, 0, 'gone.test')]),
      'the name does not exist',
    ],
    ['the server fails', () => void (dns.mode = 'failing'), 'the DNS server failed'],
  ])('says so if %s', async (_, prepare, reason) => {
    prepare();
    const failure = lookUp();
    await expect(failure).rejects.toThrow(ServiceLookupError);
    await expect(failure).rejects.toThrow(
      `The service "${SERVICE}" could not be found in registry "dns ${dns.address}": ${reason}.`,
    );
  });

  it('gives up on a server that does not answer', async () => {
    dns.mode = 'silent';
    await expect(lookUp()).rejects.toThrow('no DNS server answered in time');
    expect(dns.questions).toBeGreaterThan(1);
  });

  it('stops asking when nobody waits any longer', async () => {
    dns.mode = 'silent';
    await expect(lookUp(SERVICE, 50)).rejects.toThrow('there was no answer within 50 ms');
    const { questions } = dns;
    // Longer than the resolver would wait before it asks again.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(dns.questions).toBe(questions);
  });

  it('says so if no server listens', async () => {
    const { address } = dns;
    await dns.close();
    dns = await DnsServer.start();
    registry = new DnsSrvRegistry({ servers: [address], timeoutMs: 300 });
    await expect(lookUp()).rejects.toThrow(/no DNS server (can be reached|answered in time)/);
  });

  it('refuses servers that are no addresses', () => {
    expect(() => new DnsSrvRegistry({ servers: ['dns.example.test'] })).toThrow(InvalidConfigurationError);
  });
});
