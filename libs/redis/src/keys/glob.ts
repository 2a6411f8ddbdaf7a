const GLOB_CHARACTERS = /[*?[\]\\^-]/g;

/** `text` for a MATCH pattern, in which it then stands for itself: `*`, `?`, `[`, `]`, `\`, `^` and `-` are inert. */
export function escapeGlob(text: string): string {
  return text.replace(GLOB_CHARACTERS, String.raw`\$&`);
}
