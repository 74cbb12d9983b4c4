/** @jest-environment jsdom */
import '../angular/support/test-bed.js';
import * as core from '@angular/core';
import * as interop from '@angular/core/rxjs-interop';
import * as coreTesting from '@angular/core/testing';
import * as rxPusherAngular from '../../lib/angular/index.js';
import { runSpecs } from './spec-blocks.js';

it('docs/recipes/angular-service.md', async () => {
  const modules = {
    '@angular/core': core,
    '@angular/core/rxjs-interop': interop,
    '@angular/core/testing': coreTesting,
    'rx-pusher/angular': rxPusherAngular,
  };
  expect(await runSpecs('docs/recipes/angular-service.md', modules)).toHaveLength(1);
});
