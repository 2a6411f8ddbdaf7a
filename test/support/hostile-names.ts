/** Names that mean something to a key, a pattern, a command, a list of leases or an object, and are names all the same. */
export const HOSTILE_NAMES: readonly string[] = [
  ':',
  'a:b',
  'a%3Ab',
  'a_b',
  '%',
  '*',
  'u?',
  '[a-z]',
  '{x}',
  '}{',
  '../a',
  'line\nbreak',
  '\r\nFLUSHALL\r\n',
  ' ',
  '-',
  '+',
  '(a',
  '[a',
  'leases',
  '__proto__',
  'constructor',
  '😀',
  'x'.repeat(1_024),
];

/** What the body of a request may hold where a text is expected. */
export const NOT_TEXT: readonly string[] = JSON.parse('[7, null, true, {"id":1}]');
