import { textParams } from '../../lib/server/params.js';
import { errorLike } from '../support/error-like.js';

describe('the parameters of a request', () => {
  it('are texts, numbers, and true or false; what is undefined is left out', () => {
    expect(textParams({ a: 'x', b: 7, c: -0.5, d: true, e: false, f: undefined, g: '' })).toEqual({
      a: 'x',
      b: '7',
      c: '-0.5',
      d: 'true',
      e: 'false',
      g: '',
    });
    expect(textParams()).toEqual({});
    expect(Object.entries(textParams(JSON.parse('{"__proto__":1}')))).toEqual([['__proto__', '1']]);
  });

  it.each(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5', 'Auth_Key'])(
    'cannot be %s, which the signature sets',
    (name) => {
      expect(() => textParams({ [name]: '1' })).toThrow(errorLike({ argument: 'params' }));
    },
  );

  it('have no half of a character, in name or value', () => {
    for (const params of [{ a: '\ud800' }, { '\udc00': 'a' }])
      expect(() => textParams(params)).toThrow(errorLike({ argument: 'params' }));
  });

  it.each([null, Number.NaN, Infinity, {}, [], ['a'], 1n, () => 'x', Symbol('x')])('cannot be %p', (value) => {
    expect(() => textParams({ name: value })).toThrow(errorLike({ argument: 'params' }));
    expect(() => textParams({ name: value })).toThrow(/"name"/);
  });

  it.each([null, 7, 'a=b', [['a', 'b']]])('are an object, not %p', (params) => {
    expect(() => textParams(params)).toThrow(errorLike({ argument: 'params' }));
  });
});
