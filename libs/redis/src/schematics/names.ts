import { SchematicError } from './schematic.error.js';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** A name that was given for something new, in the forms it is written in. */
export interface NewName {
  /** `send-reminder`: of files. */
  readonly file: string;
  /** `SendReminder`: of classes. */
  readonly type: string;
  /** `sendReminder`: of methods. */
  readonly method: string;
  /** `send_reminder`: of actions. */
  readonly action: string;
}

/**
 * Reads a name.
 * @param given in any of these forms
 * @throws SchematicError if it is none
 */
export function parseName(given: string): NewName {
  if (typeof given !== 'string' || !NAME.test(given)) {
    throw new SchematicError(
      'The name has to begin with a letter, and to hold letters, digits, "-" and "_" only.',
    );
  }
  const words = given
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]+/)
    .filter((word) => word !== '');
  const capitalized = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const type = capitalized.join('');
  return {
    file: words.join('-'),
    type,
    method: type.charAt(0).toLowerCase() + type.slice(1),
    action: words.join('_'),
  };
}
