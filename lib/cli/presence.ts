import type { Observable } from 'rxjs';
import { defer, ignoreElements, map, merge, mergeMap, pairwise, startWith } from 'rxjs';
import type { Member, Members } from '../channels/types.js';
import { isPresenceName } from '../protocol/channel-name.js';
import type { AuthorizationFlags } from './authorization.js';
import { addAuthorizationFlags } from './authorization.js';
import { clientOf, news } from './client.js';
import type { AddCommand } from './command.js';
import type { ConnectionFlags } from './connection.js';
import { addConnectionFlags } from './connection.js';
import { UsageError } from './failure.js';
import { untilInterrupted } from './interrupt.js';
import { jsonText } from './json-text.js';
import type { Line, Part } from './line.js';
import { bold, cyan, dim, green, json, red, result, screen, yellow } from './line.js';
import { epoch } from '../rx/clock.js';

interface Flags extends ConnectionFlags, AuthorizationFlags {
  readonly json?: boolean;
}

const infoOf = ({ info }: Member): string => (info === undefined || info === null ? '' : ` ${jsonText(info)}`);

const table = (channel: string, members: Members): Line => {
  const all = [...members];
  const width = Math.max(0, ...all.map(({ id }) => id.length));
  const head: Part[] = [
    bold(channel),
    `  ${members.count} here`,
    ...(members.stale ? [yellow('  (connection lost)')] : []),
  ];
  const rows = all.map((member): Part[] => {
    const { id } = member;
    return ['  ', cyan(id.padEnd(width)), infoOf(member), ...(id === members.me.id ? [dim('  you')] : [])];
  });
  return screen([head, ...rows]);
};

interface Change {
  readonly event: 'here' | 'joined' | 'left';
  readonly member: Member;
}

const absent = (from: Members, others: Members | undefined): readonly Member[] =>
  [...from].filter(({ id }) => others?.has(id) !== true);

const changes = (before: Members | undefined, now: Members): readonly Change[] => [
  ...absent(now, before).map((member) => ({ event: before === undefined ? 'here' : 'joined', member }) as const),
  ...(before === undefined ? [] : absent(before, now)).map((member) => ({ event: 'left', member }) as const),
];

const SIGNS = { here: dim('='), joined: green('+'), left: red('-') };

const written = (channel: string, { event, member }: Change, asJson: boolean): Line => {
  const time = new Date(epoch()).toISOString();
  return asJson
    ? json({ time, channel, event, id: member.id, info: member.info ?? null })
    : result(dim(time.slice(11, 23)), ' ', SIGNS[event], ' ', cyan(member.id), infoOf(member));
};

const watching = (channelName: string, flags: Flags): Observable<Line> =>
  defer(() => {
    if (!isPresenceName(channelName)) throw new UsageError(`${channelName} is not a presence channel`);
    const pusher = clientOf(flags, [channelName]);
    const channel = pusher.channel<'presence-'>(channelName as 'presence-');
    const asJson = flags.json ?? false;
    const live = !asJson && process.stdout.isTTY;
    const shown$ = live
      ? channel.members$.pipe(map((members) => table(channelName, members)))
      : channel.members$.pipe(
          startWith(undefined),
          pairwise(),
          mergeMap(([before, now]) => (now === undefined ? [] : changes(before, now))),
          map((change) => written(channelName, change, asJson)),
        );
    // `members$` never errors: it is the channel itself that tells why there are none.
    return merge(news(pusher), shown$, channel.pipe(ignoreElements()));
  });

const EXAMPLES = `
Examples:
  $ rx-pusher presence presence-room
  $ rx-pusher presence presence-room --user ada --secret app-secret
  $ rx-pusher presence presence-room --json | jq -r 'select(.event == "joined").id'
`;

export const presence: AddCommand = (program, run) => {
  const command = program
    .command('presence')
    .summary('show who is on a presence channel')
    .description(
      'Joins a presence channel and shows who is there until Ctrl-C: a table on a terminal, otherwise a line for each who is there (=), comes (+) and goes (-).',
    )
    .argument('<channel>', 'name of a presence channel')
    .option('--json', 'print JSON Lines: time, channel, event (here, joined, left), id, info')
    .addHelpText('after', EXAMPLES);
  addAuthorizationFlags(addConnectionFlags(command)).action((channel: string, flags: Flags) =>
    run(watching(channel, flags).pipe(untilInterrupted())),
  );
};
