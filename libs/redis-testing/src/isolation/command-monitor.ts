import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { waitUntil } from '../common/wait-until.js';
import type { RedisServer } from '../server/redis-server.js';
import { parseMonitorLine, type MonitoredCommand } from './monitor-line.js';

/** Sees every command that a server carries out, those of scripts included, but for connections by its own socket. */
export class CommandMonitor {
  readonly #socket: Socket;
  #rest = '';
  #answers = 0;
  #commands: MonitoredCommand[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    // One character for each byte: a sequence of UTF-8 may be cut in two.
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#onData(text));
    // Its end shows in what is missing.
    socket.on('error', () => undefined);
  }

  static async start({ socketPath, password }: RedisServer): Promise<CommandMonitor> {
    const socket = createConnection(socketPath);
    await once(socket, 'connect');
    const monitor = new CommandMonitor(socket);
    const requests = [...(password === undefined ? [] : [request('AUTH', password)]), request('MONITOR')];
    socket.write(requests.join(''));
    await waitUntil(() => monitor.#answers === requests.length, {
      what: 'Redis reports its commands',
      everyMs: 1,
    });
    return monitor;
  }

  /** The commands since the last call, up to this moment. @param admin a connection to the same server by its socket */
  async take(admin: Redis): Promise<readonly MonitoredCommand[]> {
    const mark = Buffer.from(randomUUID());
    await admin.echo(mark);
    const isMark = ({ name, args }: MonitoredCommand): boolean =>
      name === 'echo' && args[0]?.equals(mark) === true;
    await waitUntil(() => this.#commands.some(isMark), {
      what: 'Redis has reported its commands',
      everyMs: 1,
    });
    const end = this.#commands.findIndex(isMark);
    const taken = this.#commands.slice(0, end);
    this.#commands = this.#commands.slice(end + 1);
    return taken.filter(({ source }) => !source.startsWith('unix:'));
  }

  stop(): void {
    this.#socket.destroy();
  }

  #onData(text: string): void {
    const lines = (this.#rest + text).split('\r\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const command = parseMonitorLine(line);
      if (command !== null) this.#commands.push(command);
      else if (line === '+OK') this.#answers += 1;
    }
  }
}

function request(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
