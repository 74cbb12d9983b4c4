import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Texts that a package has and a minifier leaves, each with where it is from. */
const MARKS = {
  tweetnacl: ['bad secret key size', 'tweetnacl/nacl-fast.js'],
  ws: ['Sec-WebSocket-Key', 'ws/lib/websocket.js'],
};

const NODE =
  /(?:\bfrom|\bimport|\brequire)\s*\(?["'](?:node:[\w/]+|https?|net|tls|crypto|stream|events|url|zlib|fs)["']|__vite-browser-external/;

/** Fails if the bundle of `rx-pusher` alone has what is not for it; gives its size (bytes, gzip). */
export const checkBundle = ({ alone, encrypted, modules }) => {
  const stranger = NODE.exec(alone)?.[0];
  if (stranger !== undefined) throw new Error(`the bundle has something of Node: ${stranger}`);
  for (const [name, [mark, file]] of Object.entries(MARKS)) {
    // A mark that is nowhere would be missed nowhere.
    if (!readFileSync(join(modules, file), 'utf8').includes(mark)) throw new Error(`${file} has no '${mark}' any more`);
    if (alone.includes(mark)) throw new Error(`the bundle of rx-pusher alone has ${name}`);
  }
  if (!encrypted.includes(MARKS.tweetnacl[0])) throw new Error('the bundle with encryption has no cipher');
  return gzipSync(alone).length;
};
