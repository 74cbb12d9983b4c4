import { expectTypeOf } from 'expect-type';
import type { ChannelResult, TriggerResult } from '../../lib/server/index.js';

describe('the type of an answer', () => {
  it('has what was asked for, and nothing else', () => {
    expectTypeOf<NonNullable<TriggerResult<'user_count'>['channels']>[string]>().toEqualTypeOf<{
      readonly user_count?: number;
    }>();
    expectTypeOf<ChannelResult<'user_count,cache'>>().toHaveProperty('cache');
    expectTypeOf<ChannelResult<'user_count,cache'>>().not.toHaveProperty('subscription_count');
    expectTypeOf<ChannelResult<never>>().not.toHaveProperty('user_count');
    expectTypeOf<ChannelResult>().toHaveProperty('subscription_count');
  });
});
