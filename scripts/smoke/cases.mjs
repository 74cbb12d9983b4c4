// Every case: a name, and what it does. It fails by throwing; what it gives back stands behind its time.
import { bareCases } from './cases/bare.mjs';
import { bundleCases } from './cases/bundles.mjs';
import { commandCases } from './cases/command.mjs';
import { jsdomCases } from './cases/jsdom.mjs';
import { nodeCases } from './cases/node.mjs';
import { tarballCases } from './cases/tarball.mjs';
import { typesCases } from './cases/types.mjs';

export const cases = [
  ...tarballCases,
  ...nodeCases,
  ...commandCases,
  ...bareCases,
  ...bundleCases,
  ...jsdomCases,
  ...typesCases,
];
