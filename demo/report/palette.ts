import { styleText } from 'node:util';

type Paint = (text: string) => string;

/** How the report looks. */
export interface Palette {
  readonly title: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly quiet: Paint;
}

const PLAIN: Palette = { title: asIs, good: asIs, bad: asIs, quiet: asIs };

const COLOURED: Palette = {
  title: (text) => styleText('bold', text),
  good: (text) => styleText('green', text),
  bad: (text) => styleText('red', text),
  quiet: (text) => styleText('gray', text),
};

/** Colours where somebody looks at a terminal that has them, and has not set `NO_COLOR`. */
export function paletteFor(output: NodeJS.WriteStream): Palette {
  return output.isTTY && output.hasColors() ? COLOURED : PLAIN;
}

function asIs(text: string): string {
  return text;
}
