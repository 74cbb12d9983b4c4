import { Subscription } from 'rxjs';
import type { SocketOpener } from '../driver.js';
import type { ToTab } from '../message.js';
import type { OpenPort } from '../port.js';
import type { Line } from './line.js';
import { openLine } from './line.js';
import { resuming$, stopping$ } from './page.js';
import type { Call } from './reign.js';
import { silence } from './silence.js';
import { createThrone } from './throne.js';

const AGAIN: ToTab = { type: 'closed', code: 4200, reason: 'another tab leads' };
const NEVER: ToTab = { type: 'closed', code: 1006, reason: 'tabs cannot share here' };

/** What the leading of one name needs. */
export interface LeadOptions {
  readonly open: SocketOpener;
  readonly random: () => number;
  /** The platform's locks don't work here. */
  readonly failed: () => void;
}

/** Others may use a channel of that name. */
const isAnnouncement = (call: unknown): call is { readonly leads: string } => 'leads' in (Object(call) as object);

/** Lines to the tab that leads, for all that share a name. This tab stands for leader as long as it has a line. */
export const leading = (name: string, { open, random, failed }: LeadOptions): OpenPort => {
  const lines = new Set<Line>();
  let present = Subscription.EMPTY;
  let hall: BroadcastChannel | undefined;
  let stopped = false;

  /** A page that has stopped would have the lead, and not use it. */
  const stand = (steal: boolean): void => {
    if (lines.size > 0 && !stopped) throne.stand(steal);
  };
  const fail = (): void => {
    failed();
    for (const line of [...lines]) line.cut(NEVER);
  };
  /** Whoever has a line to a former leader comes again, whoever has none calls. */
  const announced = (leader: string): void => {
    for (const line of [...lines]) {
      const its = line.leader();
      if (its === undefined) line.call();
      else if (its !== leader) line.cut(AGAIN);
    }
  };
  const throne = createThrone(name, { open, random, crowned: announced, vacated: () => stand(false), failed: fail });

  const enter = (): void => {
    const channel = (hall = new BroadcastChannel(name));
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isAnnouncement(data)) announced(data.leads);
    };
    stopped = false;
    present = new Subscription(() => channel.close());
    present.add(silence(lines, throne.leader).subscribe(() => stand(true)));
    present.add(
      stopping$.subscribe(() => {
        stopped = true;
        throne.abdicate();
      }),
    );
    present.add(
      resuming$.subscribe(() => {
        stopped = false;
        stand(false);
      }),
    );
  };

  const ended = (line: Line, error?: unknown): void => {
    if (error !== undefined) return fail();
    if (!lines.delete(line) || lines.size > 0) return;
    present.unsubscribe();
    throne.withdraw();
  };

  return (receive) => {
    if (lines.size === 0) enter();
    const line = openLine(name, receive, (hello) => hall?.postMessage({ hello } satisfies Call), ended);
    lines.add(line);
    if (lines.size === 1) stand(false);
    return line;
  };
};

/** Whether the platform has what it takes. Some servers' platforms do too, but what runs there is no tab. */
export const canLead = (locks: boolean): boolean => {
  const { BroadcastChannel: Channel, location } = globalThis as Readonly<Record<string, unknown>>;
  return locks && typeof Channel === 'function' && location !== undefined;
};
