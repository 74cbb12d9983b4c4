const MOST = 200;

const shown = (_: string, value: unknown): unknown =>
  value instanceof Error
    ? `[${value.name}: ${value.message}]`
    : typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value
      ? Array.from(value as Iterable<unknown>)
      : typeof value === 'bigint'
        ? String(value)
        : value;

const written = (value: unknown): string => {
  try {
    // There is no JSON of undefined, or of a function.
    const text: unknown = JSON.stringify(value, shown);
    return typeof text === 'string' ? text : String(value);
  } catch {
    return String(value);
  }
};

/** A value in one line of text, cut where it is long. */
export const show = (value: unknown): string => {
  const text = written(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};
