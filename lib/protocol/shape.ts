import * as t from 'io-ts';

// What the codecs of the wire are made of: io-ts's `Type`, and as little beside it as serves. Its own constructors would
// weigh 1 kB more in every browser, and they refuse a whole for one of its parts.

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !Array.isArray(value);

/** A codec that writes what it has read as it is. */
export const codec = <A>(name: string, is: t.Is<A>, validate: t.Validate<unknown, A>): t.Type<A, A> =>
  new t.Type(name, is, validate, t.identity);

/** A codec of one value: what `read` makes of it, undefined where it is none. What is one already is left as it is. */
export const scalar = <A>(name: string, read: (value: unknown) => A | undefined): t.Type<A, A> =>
  codec(
    name,
    (value): value is A => value !== undefined && read(value) === value,
    (value, context) => {
      const taken = read(value);
      return taken === undefined ? t.failure(value, context) : t.success(taken);
    },
  );

/** An id as the text it is, which some servers send as a number; undefined where it is none. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

/** An id that some servers send as a number: a string, always. */
export const Id = scalar('Id', idOf);

export const Text = scalar('string', (value) => (typeof value === 'string' ? value : undefined));

/** A number, or one written as text; undefined where it is none. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
};

export const Num = scalar('number', numberOf);

/** What may be left out; null and '' leave it out too. */
export const optional = <A>(its: t.Type<A, A>): t.Type<A | undefined, A | undefined> =>
  codec(
    its.name,
    (value): value is A | undefined => value === undefined || (value !== '' && its.is(value)),
    (value, context) => ((value ?? '') === '' ? t.success(undefined) : its.validate(value, context)),
  );

/** What is as good as left out where it is odd. */
export const lenient = <A>(its: t.Type<A, A>): t.Type<A | undefined, A | undefined> =>
  codec(
    its.name,
    (value): value is A | undefined => value === undefined || its.is(value),
    (value, context) => {
      const taken = its.validate(value, context);
      return taken._tag === 'Left' ? t.success(undefined) : taken;
    },
  );

/** A list, less what in it is odd. PHP writes one with gaps as an object. */
export const list = <A>(its: t.Type<A, A>): t.Type<readonly A[], readonly A[]> =>
  codec(
    `${its.name}[]`,
    (value): value is readonly A[] => Array.isArray(value) && value.every(its.is),
    (value, context) => {
      if (!isObject(value)) return t.failure(value, context);
      const taken: A[] = [];
      for (const one of Object.values(value)) {
        const valid = its.validate(one, context);
        if (valid._tag === 'Right') taken.push(valid.right);
      }
      return t.success(taken);
    },
  );

/** The keys that have a codec: those that may hold anything need none. */
type Checked<A> = { [K in keyof A]-?: unknown extends A[K] ? never : K }[keyof A];

/** An object with these values in it. Keys that are not named pass through untouched. */
export const shape = <A extends object>(codecs: {
  readonly [K in Checked<A>]: t.Type<A[K], A[K]>;
}): t.Type<A, A> => {
  const entries = Object.entries(codecs as Readonly<Record<string, t.Type<unknown, unknown>>>);
  return codec(
    `{ ${Object.keys(codecs).join(', ')} }`,
    (value): value is A => isRecord(value) && entries.every(([key, its]) => its.is(value[key])),
    (value, context) => {
      if (!isRecord(value)) return t.failure(value, context);
      const errors: t.ValidationError[] = [];
      let taken: Record<string, unknown> | undefined;
      for (const [key, its] of entries) {
        const given = value[key];
        // Most are as they should be, and cost nothing more.
        if (its.is(given)) continue;
        const valid = its.validate(given, t.appendContext(context, key, its, given));
        if (valid._tag === 'Left') errors.push(...valid.left);
        else {
          taken ??= { ...value };
          if (valid.right === undefined) Reflect.deleteProperty(taken, key);
          else taken[key] = valid.right;
        }
      }
      return errors.length > 0 ? t.failures(errors) : t.success((taken ?? value) as A);
    },
  );
};
