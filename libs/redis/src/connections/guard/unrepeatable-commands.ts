/** Commands that are not sent once more, although by their name they could be. */
const unrepeatable = new WeakSet<object>();

/** Says of a command that it depends on more than the data: on commands before it, or on the node it was sent to. */
export function neverRepeat(command: object): void {
  unrepeatable.add(command);
}

export function isUnrepeatable(command: object): boolean {
  return unrepeatable.has(command);
}
