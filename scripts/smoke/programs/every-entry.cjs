const { use } = require('./use.cjs');

// Angular is made of ES modules, which only newer Nodes can require.
const requiresModules = process.features.require_module === true;
if (requiresModules) require('@angular/compiler');

use({
  ...require('rx-pusher/encryption'),
  ...require('rx-pusher/http'),
  ...require('rx-pusher/sandbox'),
  PusherJs: require('rx-pusher/pusher-js/with-encryption'),
  client: require('rx-pusher'),
  server: require('rx-pusher/server'),
  shared: require('rx-pusher/shared').shared,
  testing: require('rx-pusher/testing'),
  ...(requiresModules && { angular: require('rx-pusher/angular'), core: require('@angular/core') }),
});
