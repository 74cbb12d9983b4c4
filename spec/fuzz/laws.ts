// eslint-disable-next-line no-control-regex -- what forges a line of a log, or commands a terminal
export const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** The same in what is made for terminals, which breaks lines itself. */
// eslint-disable-next-line no-control-regex -- as above
export const COMMAND = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

const builtIn = Object.getOwnPropertyNames(Object.prototype);

/** No input has changed what objects inherit. */
export const expectNoPollution = (): void => {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(builtIn);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
};
