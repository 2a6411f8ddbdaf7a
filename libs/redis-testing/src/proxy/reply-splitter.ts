/** A stretch of the stream from server to client, inside one top-level reply. */
export interface ReplyPart {
  readonly data: Buffer;
  readonly startsReply: boolean;
  readonly endsReply: boolean;
  /** Whether it is of an out-of-band message (RESP3 `>`), which answers no request. */
  readonly push: boolean;
}

/** Finds where replies begin and end in a RESP2 or RESP3 stream; keeps no data back. */
export class ReplySplitter {
  /** Elements still missing in the current reply; 0 between replies. */
  #missing = 0;
  /** Bytes still missing in the current bulk string, line end included. */
  #bulk = 0;
  #line = '';
  #push = false;

  split(chunk: Buffer): ReplyPart[] {
    const parts: ReplyPart[] = [];
    let start = 0;
    let startsReply = this.#beginReply(chunk[0]);
    for (let position = 0; position < chunk.length;) {
      position = this.#advance(chunk, position);
      const endsReply = this.#missing === 0;
      if (!endsReply && position < chunk.length) continue;
      parts.push({ data: chunk.subarray(start, position), startsReply, endsReply, push: this.#push });
      start = position;
      startsReply = this.#beginReply(chunk[position]);
    }
    return parts;
  }

  #beginReply(type: number | undefined): boolean {
    if (this.#missing > 0 || type === undefined) return false;
    this.#missing = 1;
    this.#push = type === '>'.charCodeAt(0);
    return true;
  }

  /** Reads to the end of a line or of a bulk string, or of the chunk. */
  #advance(chunk: Buffer, from: number): number {
    if (this.#bulk > 0) {
      const step = Math.min(this.#bulk, chunk.length - from);
      this.#bulk -= step;
      if (this.#bulk === 0) this.#missing--;
      return from + step;
    }
    const lineEnd = chunk.indexOf('\n', from);
    const to = lineEnd === -1 ? chunk.length : lineEnd + 1;
    this.#line += chunk.toString('latin1', from, to);
    if (lineEnd !== -1) {
      this.#readHeader(this.#line);
      this.#line = '';
    }
    return to;
  }

  #readHeader(line: string): void {
    const size = Number.parseInt(line.slice(1), 10);
    switch (line[0]) {
      case '$':
      case '!':
      case '=':
        if (size >= 0) this.#bulk = size + 2;
        else this.#missing--;
        break;
      case '*':
      case '~':
      case '>':
        this.#missing += Math.max(size, 0) - 1;
        break;
      case '%':
        this.#missing += 2 * size - 1;
        break;
      case '|':
        // Attributes precede the element they describe and do not count as one.
        this.#missing += 2 * size;
        break;
      default:
        this.#missing--;
    }
  }
}
