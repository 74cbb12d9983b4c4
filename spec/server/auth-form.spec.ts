import { readAuthForm } from '../../lib/server/auth-form.js';

const form = (text: string) => readAuthForm('application/x-www-form-urlencoded', text);
const json = (value: unknown) => readAuthForm('application/json; charset=utf-8', JSON.stringify(value));

describe('the body of a request for authorization', () => {
  it('asks for a channel, with the params of the client', () => {
    expect(form('socket_id=1.2&channel_name=presence-a%40b&tenant=x+y')).toMatchObject({
      right: { kind: 'channel', socketId: '1.2', channelName: 'presence-a@b', params: new Map([['tenant', 'x y']]) },
    });
    expect(json({ socket_id: '1.2', channel_name: 'private-a', tenant: 'x' })).toMatchObject({
      right: { kind: 'channel', channelName: 'private-a', params: new Map([['tenant', 'x']]) },
    });
  });

  it('has params of JSON as texts, as they would be in a form', () => {
    const params = { a: 7, b: -0.5, c: true, d: false, e: 'x', f: null, g: {}, h: ['x'], __proto: 1, channel_names: 1 };
    expect(json({ socket_id: '1.2', channel_name: 'private-a', ...params })).toMatchObject({
      right: {
        params: new Map([
          ['a', '7'],
          ['b', '-0.5'],
          ['c', 'true'],
          ['d', 'false'],
          ['e', 'x'],
          ['__proto', '1'],
        ]),
      },
    });
    expect(readAuthForm('application/json', '\ufeff{"socket_id":"1.2","__proto__":1}')).toMatchObject({
      right: { kind: 'user', params: new Map([['__proto__', '1']]) },
    });
  });

  it.each(['9007199254740993', '-12345678901234567890', '1e400'])(
    'is refused where %s in it would arrive as another number',
    (number) => {
      const text = `{"socket_id":"1.2","channel_name":"private-a","tenant":${number}}`;
      expect(readAuthForm('application/json', text)).toMatchObject({
        left: '"tenant" is too large for a number; send it as a text',
      });
    },
  );

  it.each(['channel_name[x]=a', 'channel_name[0][0]=a', 'channel_names=a', 'channel_name.0=a'])(
    'asks for no user where it has %s',
    (text) => expect(form(`socket_id=1.2&${text}`)._tag).toBe('Left'),
  );

  it('asks for a user', () => {
    expect(form('socket_id=1.2')).toMatchObject({ right: { kind: 'user', socketId: '1.2', params: new Map() } });
  });

  it('asks for several channels at once', () => {
    const right = { kind: 'batch', channelNames: ['private-a', 'private-b'] };
    expect(form('socket_id=1.2&channel_name[0]=private-a&channel_name%5B1%5D=private-b')).toMatchObject({ right });
    expect(form('socket_id=1.2&channel_name[]=private-a&channel_name[]=private-b')).toMatchObject({ right });
    expect(json({ socket_id: '1.2', channel_name: ['private-a', 'private-b'] })).toMatchObject({ right });
  });

  it.each(['', 'channel_name=private-a', 'socket_id=1.2:x', 'socket_id=1.2%0A'])(
    'is refused where it is %j',
    (text) => {
      expect(form(text)._tag).toBe('Left');
    },
  );

  it.each([
    null,
    'x',
    7,
    [],
    { socket_id: 1.2 },
    { socket_id: '1.2', channel_name: 7 },
    { socket_id: '1.2', channel_name: [] },
    { socket_id: '1.2', channel_name: null },
  ])('is refused where its JSON is %j', (value) => expect(json(value)._tag).toBe('Left'));

  it.each([7, null, [[]], { toString: 1, valueOf: 1 }])('is refused where a channel of its list is %j', (channel) => {
    expect(json({ socket_id: '1.2', channel_name: ['private-a', channel] })._tag).toBe('Left');
    expect(json({ socket_id: '1.2', 'channel_name[]': channel })._tag).toBe('Left');
  });

  it('is refused where it nests too deep to be written', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const text = `{"socket_id":"1.2","channel_name":[${deep}]}`;
    expect(readAuthForm('application/json', text)).toMatchObject({ left: 'channel_name is not a list of texts' });
  });

  it('is refused where it is no JSON at all', () => {
    expect(readAuthForm('application/json', '{')).toMatchObject({ left: 'the body is not JSON' });
  });
});
