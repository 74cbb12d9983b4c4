import { serveTabs } from '../../../lib/shared/index.js';

serveTabs();
