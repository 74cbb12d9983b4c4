// Adds to package-lock.json what npm left out of it: optional packages for other platforms, which it does not record where its
// registry lacks them. `npm ci` refuses a lock without them. Run it after `npm install`; it does nothing where nothing is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];

/** The platform that a name like `@swc/core-linux-x64-gnu` is for. */
const platformOf = (name) => {
  const parts = name.split(/[-/]/);
  const at = parts.findIndex((part) => SYSTEMS.includes(part));
  if (at === -1) throw new Error(`${name}: no platform in its name; add it by hand`);
  const [os, cpu, abi = ''] = parts.slice(at);
  const libc =
    os !== 'linux' ? undefined : abi.startsWith('musl') ? 'musl' : abi.startsWith('gnu') ? 'glibc' : undefined;
  return { cpu: [cpu], ...(libc && { libc: [libc] }), os: [os] };
};

/** Whether a package finds another one, in its own node_modules or in those above. */
const finds = (path, name) => {
  for (let at = path; ; at = dirname(at)) {
    if (`${at === '.' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === '.' || at === '') return false;
  }
};

const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (finds(path, name)) continue;
    if (!/^\d/.test(version)) throw new Error(`${name}@${version}: not one version; add it by hand`);
    packages[`node_modules/${name}`] = { version, ...platformOf(name), ...(dev && { dev }), optional: true };
    added.push(name);
  }
}

if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`added ${added.length} packages for other platforms`);
