const TOO_DEEP = '(nests too deep)';

/** JSON of a value that was JSON. Reading it takes no recursion but writing it does: what nests too deep is told so. */
export const jsonText = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(TOO_DEEP);
  }
};

/** The same of a record, whose other fields are kept. */
export const recordText = (record: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`)
    .join(',')}}`;
