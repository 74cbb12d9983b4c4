// Compares the declarations of every entry in dist/ with the reports of them in docs/api/. Fails where they differ, and where
// something public has no doc comment.
//   --update   writes the reports instead of comparing them
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

process.chdir(join(import.meta.dirname, '..'));

const REPORTS = 'docs/api';
const JUDGED = ['ae-undocumented', 'ae-unresolved-link', 'ae-different-release-tags'];

const root = process.cwd();
const update = process.argv.includes('--update');
const made = mkdtempSync(join(tmpdir(), 'rx-pusher-api-'));
const complaints = [];

const entries = Object.entries(JSON.parse(readFileSync('package.json', 'utf8')).exports)
  .filter(([, conditions]) => conditions.import)
  .map(([path, conditions]) => ({
    name: path === '.' ? 'index' : path.slice(2).replaceAll('/', '-'),
    types: conditions.import.types,
  }));

const configOf = ({ name, types }) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        // What an entry only mentions is part of what it promises.
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder: made,
        reportTempFolder: made,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: Object.fromEntries(JUDGED.map((id) => [id, { logLevel: 'warning' }])),
      },
    },
  });

const judge = (message) => {
  message.handled = true;
  // The tag of an error is documented once, by `PusherError`.
  if (!JUDGED.includes(message.messageId) || message.text.includes('"_tag"')) return;
  const { sourceFilePath: file = '', sourceFileLine: line, text } = message;
  complaints.push(`${relative(root, file)}:${line}: ${text}`);
};

const configs = entries.map(configOf);
const compilerState = CompilerState.create(configs[0], {
  additionalEntryPoints: configs.slice(1).map((config) => config.mainEntryPointFilePath),
});
for (const config of configs) Extractor.invoke(config, { compilerState, localBuild: true, messageCallback: judge });

mkdirSync(REPORTS, { recursive: true });
for (const { name } of entries) {
  const file = `${name}.api.md`;
  if (update) copyFileSync(join(made, file), join(REPORTS, file));
  const diff = spawnSync('git', ['diff', '--no-index', '--', join(REPORTS, file), join(made, file)], {
    encoding: 'utf8',
  });
  if (diff.status !== 0)
    complaints.push(`${diff.stdout}${diff.stderr}\n${file} is not what is declared: npm run api:update`);
}
rmSync(made, { recursive: true });

for (const complaint of new Set(complaints)) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
else console.log(`${entries.length} reports agree, and everything has a doc comment`);
