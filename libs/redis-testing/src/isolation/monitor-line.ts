/** A command as MONITOR reports it. */
export interface MonitoredCommand {
  /** Address of the connection; `lua` for what a script calls. */
  readonly source: string;
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Buffer[];
}

const HEAD = /^\+?[\d.]+ \[\d+ ([^\]]*)\] /;
const ESCAPED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8 };

/** Reads `1339518083.107412 [0 127.0.0.1:60866] "set" "key" "\x00"`; null for any other line. */
export function parseMonitorLine(line: string): MonitoredCommand | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const [name, ...args] = quotedWords(line.slice(head[0].length));
  return name === undefined ? null : { source: head[1] ?? '', name: name.toString().toLowerCase(), args };
}

/** Words in quotes, escaped as Redis does it: bytes that cannot be printed stand as `\xHH`. */
function quotedWords(text: string): Buffer[] {
  const words: Buffer[] = [];
  let bytes: number[] | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (bytes === undefined) {
      if (character === '"') bytes = [];
    } else if (character === '"') {
      words.push(Buffer.from(bytes));
      bytes = undefined;
    } else if (character === '\\') {
      at += 1;
      const escaped = text.charAt(at);
      if (escaped === 'x') {
        bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
        at += 2;
      } else {
        bytes.push(ESCAPED[escaped] ?? escaped.charCodeAt(0));
      }
    } else {
      bytes.push(character.charCodeAt(0));
    }
  }
  return words;
}
