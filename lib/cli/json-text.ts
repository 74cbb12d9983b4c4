const TOO_DEEP = '(nests too deep)';

/** JSON that is written as it stands. */
class Verbatim {
  constructor(readonly json: string) {}
}

/**
 * Data as it came, where a number in it may have more digits than it keeps in JavaScript; not where the text has line breaks.
 * `data` is what was read of `raw`, and a string where that is no JSON.
 */
export const exactly = (data: unknown, raw: string | undefined): unknown =>
  raw !== undefined && typeof data !== 'string' && /\d{16}/.test(raw) && !/\p{Cc}/u.test(raw)
    ? new Verbatim(raw)
    : data;

/** JSON of a value that was JSON. Reading it takes no recursion but writing it does: what nests too deep is told so. */
export const jsonText = (value: unknown): string => {
  if (value instanceof Verbatim) return value.json;
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
