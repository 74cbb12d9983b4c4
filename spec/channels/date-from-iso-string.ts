import * as t from 'io-ts';

/** A codec that makes something else of its input. */
export const DateFromISOString = new t.Type<Date, string, unknown>(
  'DateFromISOString',
  (value): value is Date => value instanceof Date,
  (value, context) => (typeof value === 'string' ? t.success(new Date(value)) : t.failure(value, context)),
  (date) => date.toISOString(),
);
