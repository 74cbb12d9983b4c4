import '@angular/compiler';
import * as core from '@angular/core';
import * as client from 'rx-pusher';
import * as angular from 'rx-pusher/angular';
import * as encryption from 'rx-pusher/encryption';
import * as http from 'rx-pusher/http';
import PusherJs from 'rx-pusher/pusher-js/with-encryption';
import * as sandbox from 'rx-pusher/sandbox';
import * as server from 'rx-pusher/server';
import { shared } from 'rx-pusher/shared';
import * as testing from 'rx-pusher/testing';
import { use } from './use.cjs';

use({ ...encryption, ...http, ...sandbox, PusherJs, client, server, shared, testing, angular, core });
