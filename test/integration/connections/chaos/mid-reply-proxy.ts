import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy that can lose connections in the middle of a reply, or leave them without a word. */
export class MidReplyProxy {
  readonly #connections = new Set<{
    readonly client: Socket;
    readonly server: Socket;
    isForgotten: boolean;
  }>();
  readonly #listener = createServer((client) => this.#accept(client));
  #cutsLeft = 0;

  constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  async listen(): Promise<number> {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
    return (this.#listener.address() as AddressInfo).port;
  }

  /** Of the next packet from the server on each of so many connections, the first half is the last that arrives. */
  cutNextReplies(connections: number): void {
    this.#cutsLeft = connections;
  }

  /** Connections that were not cut yet of those {@link MidReplyProxy.cutNextReplies} asked for. */
  get cutsLeft(): number {
    return this.#cutsLeft;
  }

  /** Passes nothing on any more on the connections that are open now, and tells nobody, as a firewall does. */
  forgetConnections(): void {
    for (const connection of this.#connections) connection.isForgotten = true;
  }

  close(): void {
    this.#listener.close();
    for (const { client, server } of this.#connections)
      [client, server].forEach((socket) => socket.destroy());
  }

  #accept(client: Socket): void {
    const server = connect(this.target.port, this.target.host);
    const connection = { client, server, isForgotten: false };
    this.#connections.add(connection);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => void (connection.isForgotten || server.write(chunk)));
    server.on('data', (chunk) => {
      if (connection.isForgotten) return;
      if (this.#cutsLeft === 0 || chunk.length < 2) {
        client.write(chunk);
      } else {
        this.#cutsLeft -= 1;
        client.end(chunk.subarray(0, chunk.length / 2));
        server.destroy();
      }
    });
    client.on('close', () => {
      server.destroy();
      this.#connections.delete(connection);
    });
    server.on('close', () => void (connection.isForgotten || client.end()));
  }
}
