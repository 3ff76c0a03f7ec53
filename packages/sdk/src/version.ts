/** The version of this package, as servers see it in `user-agent`. */
export const VERSION = '0.1.0';
