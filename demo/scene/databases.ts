/** Databases of pools whose keys the demo looks at in the store itself: the library's defaults. */
export const USER_DATABASE = 11;
export const SHARED_STATE_DATABASE = 9;
