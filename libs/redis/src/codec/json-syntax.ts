/** A text, array or object could begin here, behind the white space of JSON. */
export const BEGINS_LIKE_JSON = /^[ \t\n\r]*["[{]/;

/** A complete number, boolean or null of JSON, with white space around it. */
export const JSON_SCALAR =
  /^[ \t\n\r]*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)[ \t\n\r]*$/;

/** What Python's json reads as a number beside JSON's own. */
export const PYTHON_CONSTANT = /^[ \t\n\r]*(?:NaN|-?Infinity)[ \t\n\r]*$/;

export const INTEGER = /^-?\d+$/;
