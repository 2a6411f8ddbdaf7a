import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on the loopback device in the place of a Consul agent: it answers what a test tells it to. */
export class ConsulServer {
  readonly requests: IncomingMessage[] = [];
  respond: (response: ServerResponse) => void = (response) => response.end('[]');
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.respond(response);
    });
  }

  static async start(): Promise<ConsulServer> {
    const server = new ConsulServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  answer(body: unknown): void {
    this.respond = (response) => response.end(JSON.stringify(body));
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** An entry of `/v1/health/service`, in the shape of Consul 1.20. */
export function instance(
  address: string,
  {
    port = 6379,
    node = '10.9.9.9',
    checks = ['passing'],
  }: { port?: number; node?: string; checks?: string[] } = {},
): unknown {
  return {
    Node: { ID: '40e4a748', Node: 'n1', Address: node, Datacenter: 'dc1', Meta: {} },
    Service: { ID: 'redis-1', Service: 'redis', Tags: ['primary'], Address: address, Port: port },
    Checks: checks.map((Status) => ({ CheckID: 'service:redis-1', Status, Output: '' })),
  };
}
