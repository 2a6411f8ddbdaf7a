const [STAR, ANY, OPEN, CLOSE, NOT, RANGE, ESCAPE] = Buffer.from('*?[]^-\\');

/** Whether text matches a glob pattern exactly as Redis says, byte by byte. Takes `pattern * text` steps at most. */
export function globMatches(pattern: string, text: string): boolean {
  const glob = Buffer.from(pattern);
  const bytes = Buffer.from(text);
  let at = 0;
  let position = 0;
  // Where to go on when what follows the last star turns out not to match.
  let afterStar = -1;
  let starEnd = 0;
  while (position < bytes.length) {
    if (glob[at] === STAR) {
      at += 1;
      [afterStar, starEnd] = [at, position];
      continue;
    }
    const next = matchByte(glob, at, bytes[position] ?? 0);
    if (next !== null) {
      at = next;
      position += 1;
    } else if (afterStar >= 0) {
      starEnd += 1;
      [at, position] = [afterStar, starEnd];
    } else return false;
  }
  while (glob[at] === STAR) at += 1;
  return at >= glob.length;
}

/** Where the pattern goes on behind the part that matches the byte; null if it does not match. */
function matchByte(glob: Buffer, at: number, byte: number): number | null {
  if (at >= glob.length) return null;
  switch (glob[at]) {
    case ANY:
      return at + 1;
    case OPEN:
      return matchClass(glob, at + 1, byte);
    case ESCAPE: {
      const literal = at + 1 < glob.length ? at + 1 : at;
      return glob[literal] === byte ? literal + 1 : null;
    }
    default:
      return glob[at] === byte ? at + 1 : null;
  }
}

function matchClass(glob: Buffer, start: number, byte: number): number | null {
  const isNegated = glob[start] === NOT;
  let at = isNegated ? start + 1 : start;
  let isMember = false;
  // A class that is not closed ends with the pattern.
  while (at < glob.length && glob[at] !== CLOSE) {
    if (glob[at] === ESCAPE && at + 1 < glob.length) {
      isMember ||= glob[at + 1] === byte;
      at += 2;
    } else if (glob[at + 1] === RANGE && at + 2 < glob.length) {
      const [one, other] = [signed(glob[at]), signed(glob[at + 2])];
      isMember ||= signed(byte) >= Math.min(one, other) && signed(byte) <= Math.max(one, other);
      at += 3;
    } else {
      isMember ||= glob[at] === byte;
      at += 1;
    }
  }
  return isMember === isNegated ? null : at + 1;
}

/** In ranges Redis compares bytes as `char`, which on x86 is signed: what is beyond ASCII comes before it. */
function signed(byte = 0): number {
  return (byte << 24) >> 24;
}
