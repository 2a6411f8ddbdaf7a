/** Prints what a chaos test measured: the figures depend on the machine, so that they are not asserted. */
export function printFigures(what: string, figures: Readonly<Record<string, number | string>>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stderr.write(`[chaos] ${what}: ${text.join(', ')}\n`);
}
