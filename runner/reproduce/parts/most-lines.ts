/** Lines of a script at most. Alone here: what names them in a help text is not to load the compiler. */
export const MOST_LINES = 40;
