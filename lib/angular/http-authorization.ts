import { HttpClient, HttpParams } from '@angular/common/http';
import { inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { PusherFeature } from './feature.js';
import { withOptions } from './feature.js';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';

/** Where to ask. */
export interface HttpClientAuthorization {
  /** For channels that are not public. Default `/pusher/auth`. */
  readonly channels?: string;
  /** For the user. Default `/pusher/user-auth`. */
  readonly user?: string;
}

/** Asks for authorization by Angular's HttpClient, so that interceptors add to it what they add to other requests. */
export const withHttpClientAuthorization = ({
  channels = '/pusher/auth',
  user = '/pusher/user-auth',
}: HttpClientAuthorization = {}): PusherFeature =>
  withOptions(() => {
    const http = inject(HttpClient);
    const ask = <T>(endpoint: string, fromObject: Record<string, string>): Observable<T> =>
      http.post<T>(endpoint, new HttpParams({ fromObject }));
    return {
      channelAuthorization: ({ socketId, channelName }) =>
        ask<ChannelAuthorization>(channels, { socket_id: socketId, channel_name: channelName }),
      userAuthentication: ({ socketId }) => ask<UserAuthentication>(user, { socket_id: socketId }),
    };
  });
