import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface SrvAnswer {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

const TYPES = { 1: 'A', 28: 'AAAA', 33: 'SRV' } as const;
const NAME_ERROR = 3;
const SERVER_FAILURE = 2;
const HEADER_BYTES = 12;
/** Response, recursion available. */
const RESPONSE_FLAGS = 0x81_80;

/** A DNS server on a UDP port of the loopback device, with the records it is given. */
export class DnsServer {
  readonly srv = new Map<string, readonly SrvAnswer[]>();
  readonly addresses = new Map<string, string>();
  /** `silent` answers nothing, `failing` SERVFAIL. */
  mode: 'answering' | 'silent' | 'failing' = 'answering';
  questions = 0;
  readonly #socket: Socket = createSocket('udp4');

  static async start(): Promise<DnsServer> {
    const server = new DnsServer();
    server.#socket.on('message', (query, { port, address }) => {
      server.questions += 1;
      if (server.mode === 'silent') return;
      server.#socket.send(server.#answer(query), port, address);
    });
    server.#socket.bind(0, '127.0.0.1');
    await once(server.#socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #answer(query: Buffer): Buffer {
    const { name, end } = readName(query, HEADER_BYTES);
    const type = TYPES[query.readUInt16BE(end) as keyof typeof TYPES] ?? 'other';
    const records = this.mode === 'failing' ? [] : this.#records(name.toLowerCase(), type);
    const exists = this.srv.has(name.toLowerCase()) || this.addresses.has(name.toLowerCase());
    const code = this.mode === 'failing' ? SERVER_FAILURE : exists ? 0 : NAME_ERROR;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(query.readUInt16BE(0), 0);
    header.writeUInt16BE(RESPONSE_FLAGS | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const question = query.subarray(HEADER_BYTES, end + 4);
    const answers = records.map((data) => record(query.readUInt16BE(end), data));
    return Buffer.concat([header, question, ...answers]);
  }

  #records(name: string, type: string): Buffer[] {
    if (type === 'SRV') return (this.srv.get(name) ?? []).map(srvData);
    const address = this.addresses.get(name);
    if (address === undefined || (type === 'AAAA') !== address.includes(':')) return [];
    return type === 'A' || type === 'AAAA' ? [addressData(address)] : [];
  }
}

function readName(query: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let offset = start;
  for (let length = query.readUInt8(offset); length > 0; length = query.readUInt8(offset)) {
    labels.push(query.toString('latin1', offset + 1, offset + 1 + length));
    offset += length + 1;
  }
  return { name: labels.join('.'), end: offset + 1 };
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  // A pointer to the name in the question.
  head.writeUInt16BE(0xc0_00 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(1, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function srvData({ priority, weight, port, target }: SrvAnswer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(priority, 0);
  head.writeUInt16BE(weight, 2);
  head.writeUInt16BE(port, 4);
  const labels = target.split('.').filter((label) => label !== '');
  const name = labels.map((label) =>
    Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
  );
  return Buffer.concat([head, ...name, Buffer.from([0])]);
}

/** IPv4 in dotted form; of IPv6 only `::1`. */
function addressData(address: string): Buffer {
  if (address === '::1') return Buffer.concat([Buffer.alloc(15), Buffer.from([1])]);
  return Buffer.from(address.split('.').map(Number));
}
