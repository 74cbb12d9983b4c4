/** The version of this package; the build holds it to package.json. */
export const VERSION = '0.1.0';
