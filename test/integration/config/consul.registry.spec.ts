import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from '../../../libs/redis/src/config/configuration.errors.js';
import {
  ConsulRegistry,
  type ConsulRegistryOptions,
} from '../../../libs/redis/src/config/registry/consul.registry.js';
import { lookUpService } from '../../../libs/redis/src/config/registry/lookup-service.js';
import { ServiceLookupError } from '../../../libs/redis/src/config/registry/service-registry.errors.js';
import { ConsulServer, instance } from './consul-server.js';

const TOKEN = 's3cr3t-token';

describe('ConsulRegistry', () => {
  let consul: ConsulServer;

  beforeEach(async () => {
    consul = await ConsulServer.start();
  });
  afterEach(async () => consul.close());

  const lookUp = async (options: ConsulRegistryOptions = {}, service = 'redis', timeoutMs = 5_000) =>
    lookUpService(new ConsulRegistry({ ...options, url: options.url ?? consul.url }), service, timeoutMs);

  it('asks for the instances that pass, with token, tags and data center', async () => {
    consul.answer([instance('10.0.0.2', { port: 6380 }), instance('10.0.0.1')]);
    const options = { token: TOKEN, tags: ['primary', 'eu'], datacenter: 'dc2' };
    await expect(lookUp(options, 'redis main')).resolves.toEqual([
      { host: '10.0.0.1', port: 6379 },
      { host: '10.0.0.2', port: 6380 },
    ]);
    expect(consul.requests.map(({ url }) => url)).toEqual([
      '/v1/health/service/redis%20main?passing=true&tag=primary&tag=eu&dc=dc2',
    ]);
    expect(consul.requests[0]?.headers['x-consul-token']).toBe(TOKEN);
  });

  it('keeps the path of its URL and cannot be led out of it', async () => {
    consul.answer([instance('10.0.0.1')]);
    await lookUp({ url: `${consul.url}/consul/` }, '../../kv/x?recurse');
    expect(consul.requests[0]?.url).toBe('/consul/v1/health/service/..%2F..%2Fkv%2Fx%3Frecurse?passing=true');
    expect(consul.requests[0]?.headers).not.toHaveProperty('x-consul-token');
  });

  it('takes the address of the node where the service has none', async () => {
    consul.answer([instance('', { node: '10.0.0.7' })]);
    await expect(lookUp()).resolves.toEqual([{ host: '10.0.0.7', port: 6379 }]);
  });

  it('leaves out instances with a check that does not pass', async () => {
    consul.answer([
      instance('10.0.0.1', { checks: ['passing', 'critical'] }),
      instance('10.0.0.2', { checks: ['warning'] }),
      instance('10.0.0.3', { checks: ['passing', 'passing'] }),
    ]);
    await expect(lookUp()).resolves.toEqual([{ host: '10.0.0.3', port: 6379 }]);
  });

  it.each<[string, () => void, RegExp]>([
    ['knows no instance', () => consul.answer([]), /: it knows no healthy instance\.$/],
    [
      'knows only sick ones',
      () => consul.answer([instance('a', { checks: ['critical'] })]),
      /: it knows no healthy instance\.$/,
    ],
    [
      'refuses the token',
      () => status(403),
      /: the agent answered 403: the token needs service:read and node:read\.$/,
    ],
    ['has no leader', () => status(500), /: the agent answered 500: the agent may have no leader/],
    ['is none', () => status(418), /: the agent answered 418\.$/],
    [
      'answers a page',
      () => raw('<html>'),
      /: the agent answered something else than a list of instances\.$/,
    ],
    ['answers another shape', () => consul.answer([{ Node: 1 }]), /: the agent answered something else/],
    [
      'names port 0',
      () => consul.answer([instance('a', { port: 0 })]),
      /: its answer is not valid: addresses\[0\]\.port expected/,
    ],
    [
      'names no host',
      () => consul.answer([instance('a b')]),
      /: its answer is not valid: addresses\[0\]\.host expected/,
    ],
    ['redirects', redirect, /: the agent cannot be reached: it redirects\.$/],
    [
      'hangs up',
      () => (consul.respond = (response) => response.destroy()),
      /: the agent cannot be reached \(/,
    ],
    ['breaks off', breakOff, /: its answer broke off/],
    ['answers without end', flood, /: the agent answered something else/],
  ])('fails if the agent %s', async (_, prepare, message) => {
    prepare();
    const failure = await lookUp({ token: TOKEN }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceLookupError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(message) as unknown,
      details: { registry: `consul ${consul.url}`, service: 'redis' },
      retryable: true,
    });
    expect(`${JSON.stringify(failure)} ${(failure as Error).message}`).not.toContain(TOKEN);
    expect(consul.requests.filter(({ url }) => url === '/elsewhere')).toEqual([]);
  });

  it('does not wait for ever', async () => {
    consul.respond = () => {};
    await expect(lookUp({}, 'redis', 100)).rejects.toThrow('there was no answer within 100 ms');
    consul.respond = (response) => response.write('[');
    await expect(lookUp({}, 'redis', 100)).rejects.toThrow('there was no answer within 100 ms');
    await expect.poll(() => consul.requests.every(({ socket }) => socket.destroyed)).toBe(true);
  });

  it('says so if no agent listens', async () => {
    const { url } = consul;
    await consul.close();
    const failure = lookUp({ url });
    await expect(failure).rejects.toThrow('the agent cannot be reached (ECONNREFUSED)');
    consul = await ConsulServer.start();
  });

  it.each(['127.0.0.1:8500', 'ftp://a', `http://user:${TOKEN}@127.0.0.1:8500`])(
    'refuses the URL %s',
    (url) => {
      expect(() => new ConsulRegistry({ url })).toThrow(InvalidConfigurationError);
      expect(() => new ConsulRegistry({ url })).not.toThrow(TOKEN);
    },
  );

  function status(code: number): void {
    consul.respond = (response) => {
      response.statusCode = code;
      response.end('Permission denied');
    };
  }

  function raw(body: string): void {
    consul.respond = (response) => response.end(body);
  }

  function redirect(): void {
    consul.respond = (response) => {
      response.writeHead(302, { location: `${consul.url}/elsewhere` });
      response.end();
    };
  }

  function breakOff(): void {
    consul.respond = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('[', () => response.destroy());
    };
  }

  function flood(): void {
    consul.respond = (response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) {
          // As fast as it is read.
        }
      };
      response.on('drain', write);
      write();
    };
  }
});
