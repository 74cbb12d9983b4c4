import { play, TWO } from '../support/table.js';

const expectTable = (table: string, options?: Parameters<typeof play>[1]) => {
  const [actual, expected] = play(table, options);
  expect(actual).toBe(expected);
};

const TABLES: Readonly<Record<string, string>> = {
  'opens one connection for all tabs, gives a late one the same handshake, and closes it after the last': `
${TWO}
C open               => C <- opened; C <- established
C close              => C <- closed 1000; drop C
A gone               => B <- leads
B gone               => disconnect
`,
  'subscribes once, tells a late tab, and leaves after the last': `
${TWO}
A subscribe a        => > subscribe a
B subscribe a        =>
server success a     => A <- success a; B <- success a
server e a 1         => A <- e a 1; B <- e a 1
A unsubscribe a      =>
server e a 2         => B <- e a 2
A subscribe a        => A <- success a
B unsubscribe a      =>
A unsubscribe a      => > unsubscribe a
server e a 3         =>
`,
  'leaves what a tab held that is gone, but not what another one holds': `
${TWO}
A subscribe a        => > subscribe a
A subscribe b        => > subscribe b
B subscribe b        =>
server success a     => A <- success a
server success b     => A <- success b; B <- success b
A gone               => > unsubscribe a; B <- leads
server e b 1         => B <- e b 1
`,
  'keeps a question whose tab is gone until it is answered, and takes the answer back if nobody wants it then': `
${TWO}
A subscribe a        => > subscribe a
A gone               => B <- leads
B subscribe a        =>
server success a     => B <- success a
B unsubscribe a      => > unsubscribe a
B subscribe b        => > subscribe b
C open               => C <- opened; C <- established
B gone               => C <- leads
server success b     => > unsubscribe b
`,
  'asks anew after a tab has given up on an answer': `
${TWO}
A subscribe a        => > subscribe a
B subscribe a        =>
A unsubscribe a      =>
A subscribe a        => > unsubscribe a; > subscribe a
server success a     => B <- success a; A <- success a
`,
  'takes back a success that nobody waits for': `
${TWO}
A subscribe a        => > subscribe a
A unsubscribe a      => > unsubscribe a
server success a     => > unsubscribe a
`,
  'tells every tab of a refusal, and of one that comes later': `
${TWO}
A subscribe private-a K:1  => > subscribe private-a K:1
B subscribe private-a K:1  =>
server refusal private-a   => A <- refusal private-a; B <- refusal private-a
A subscribe private-a K:1  => > subscribe private-a K:1
server success private-a   => A <- success private-a
server refusal private-a   => A <- refusal private-a
server e private-a 1       =>
`,
  'lets in by the right signature alone, once it is known': `
${TWO}
A subscribe private-a K:1  => > subscribe private-a K:1
B subscribe private-a K:2  =>
server success private-a   => A <- success private-a; B <- refusal private-a no valid signature
B subscribe private-a K:2  => B <- refusal private-a no valid signature
B subscribe private-a L:1  => B <- refusal private-a the signature is of another app
B subscribe private-a      => B <- refusal private-a no valid signature
B subscribe private-a K:1  => B <- success private-a
`,
  'keeps the members for tabs that come later': `
${TWO}
A subscribe presence-a K:1 me   => > subscribe presence-a K:1
server success presence-a me x  => A <- success presence-a me x
server added presence-a y       => A <- added presence-a y
server removed presence-a x     => A <- removed presence-a x
server removed presence-a me    => A <- removed presence-a me
B subscribe presence-a K:1 me   => B <- success presence-a me y
B unsubscribe presence-a        =>
B subscribe presence-a K:2 you  => B <- refusal presence-a another user shares this connection: give each a scope of its own
`,
  'tells a late tab the last event of a cache channel, or that there is none, and the last count': `
${TWO}
A subscribe cache-a      => > subscribe cache-a
server success cache-a   => A <- success cache-a
server miss cache-a      => A <- miss cache-a
B subscribe cache-a      => B <- success cache-a; B <- miss cache-a
B unsubscribe cache-a    =>
server e cache-a 1       => A <- e cache-a 1
server count cache-a 7   => A <- count cache-a 7
server client-x cache-a  => A <- client-x cache-a
B subscribe cache-a      => B <- success cache-a; B <- e cache-a 1; B <- count cache-a 7
`,
  'hands the client event of a tab to the others that hold the channel, by its user, and to no other': `
${TWO}
C open                          => C <- opened; C <- established
A subscribe presence-a K:1 me   => > subscribe presence-a K:1
B subscribe presence-a K:1 me   =>
A client-x presence-a 0         => A <- error null Client event rejected: the channel is not subscribed
server success presence-a me    => A <- success presence-a me; B <- success presence-a me
A client-x presence-a 1         => > client-x presence-a 1; B <- client-x presence-a 1 by me
C client-x presence-a 2         => C <- error null Client event rejected: the channel is not subscribed
`,
  'keeps one pace for all tabs, in the order they came, and nobody overtakes': `
${TWO}
A subscribe private-a K:1  => > subscribe private-a K:1
B subscribe private-a K:1  =>
server success private-a   => A <- success private-a; B <- success private-a
A client-x private-a 1     => > client-x private-a 1; B <- client-x private-a 1
A client-x private-a 2     => > client-x private-a 2; B <- client-x private-a 2
A client-x private-a 3     => > client-x private-a 3; B <- client-x private-a 3
A client-x private-a 4     => > client-x private-a 4; B <- client-x private-a 4
A client-x private-a 5     => > client-x private-a 5; B <- client-x private-a 5
wait 400                   =>
B client-x private-a 6     => > client-x private-a 6; A <- client-x private-a 6
B client-x private-a 7     => > client-x private-a 7; A <- client-x private-a 7
B client-x private-a 8     => > client-x private-a 8; A <- client-x private-a 8
B client-x private-a 9     => > client-x private-a 9; A <- client-x private-a 9
B client-x private-a 10    => > client-x private-a 10; A <- client-x private-a 10
B client-x private-a 11    =>
A client-x private-a 12    =>
wait 599                   =>
wait 1                     => > client-x private-a 11; A <- client-x private-a 11; > client-x private-a 12; B <- client-x private-a 12
`,
  'signs in once, and tells a late tab who is online': `
${TWO}
A signin u K:1             => > signin u
B signin u K:1             =>
server signedin u          => A <- signedin u; B <- signedin u
server watchlist online x y  => A <- watchlist online x y; B <- watchlist online x y
server watchlist offline x => A <- watchlist offline x; B <- watchlist offline x
C open                     => C <- opened; C <- established
C subscribe #server-to-user-u  => C <- refusal #server-to-user-u the channel of another user
C signin u K:1             => C <- signedin u; C <- watchlist online y offline x
C subscribe #server-to-user-u  => > subscribe #server-to-user-u
`,
  'refuses another user, unless nobody of the former is left': `
${TWO}
A signin u K:1             => > signin u
server signedin u          => A <- signedin u
B signin v K:2             => B <- error 4009 another user shares this connection: give each a scope of its own; B <- closed 4009 another user shares this connection: give each a scope of its own; drop B
B open                     => B <- opened; B <- established
B signin u L:2             => B <- error 4009 the signature is of another app; B <- closed 4009 the signature is of another app; drop B
B open                     => B <- opened; B <- established
A gone                     => B <- leads
B signin v K:2             => disconnect; B <- closed 4200 another user signs in; drop B
`,
  'ends for good only for who could not sign in, and takes the next sign-in where the server goes on': `
${TWO}
A signin u K:0             => > signin u
server error 4009 no       => A <- error 4009 no
B signin u K:1             => > signin u
server error 4009 no       => B <- error 4009 no
server closes 4009         => A <- closed 4200 a tab could not sign in; drop A; B <- closed 4009; drop B
`,
  'does not end for good for others when a sign-in closes the connection': `
${TWO}
A signin u K:0             => > signin u
server closes 4009         => A <- closed 4009; drop A; B <- closed 4200 a tab could not sign in; drop B
`,
  'has one tab ask for a signature, and another in its place if it goes': `
${TWO}
C open               => C <- opened; C <- established
A ask private-a      => A <- sign private-a
B ask private-a      =>
C ask private-a      =>
A gone               => B <- sign private-a; B <- leads
C unask private-a    =>
B signed private-a S =>
C ask private-a      => C <- signed private-a S
B ask                => B <- sign
C ask                =>
B unask              => C <- sign
`,
  'tells all who wait of a refusal, and does not keep it': `
${TWO}
A ask private-a      => A <- sign private-a
B ask private-a      =>
B signed private-a X =>
A denied private-a   => B <- signed private-a AuthorizationDenied/no/403
B ask private-a      => B <- sign private-a
`,
  'asks anew for who had a signature, and for a channel that was refused or left': `
${TWO}
A ask private-a            => A <- sign private-a
A signed private-a K:1     =>
A ask private-a            => A <- sign private-a
B ask private-a            =>
A signed private-a K:2     => B <- signed private-a K:2
A subscribe private-a K:2  => > subscribe private-a K:2
server refusal private-a   => A <- refusal private-a
B ask private-a            => B <- sign private-a
`,
  'gives work to the first tab that claims it, whoever connects later': `
${TWO}
A claim k 1          => A <- claimed 1 true
B claim k 2          => B <- claimed 2 false
C open ws://h/app/K j,i  => C <- opened; C <- established
B claim j 3          => B <- claimed 3 false
`,
  'shares one question about the connection, and answers by what it says of itself': `
${TWO}
A ping               => A <- pong
wait 6000            =>
A ping               => > ping
B ping               =>
server pong          => A <- pong; B <- pong
A ping               => A <- pong
server ping          => > pong
`,
  'checks a silent connection, and ends it for all if there is no answer': `
${TWO}
wait 9999            =>
wait 1               => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => > ping; A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => A <- ping; B <- ping
A alive              =>
B alive              =>
wait 10000           => disconnect; A <- closed 4201 Pong reply not received; drop A; B <- closed 4201 Pong reply not received; drop B
`,
  'takes the word of a tab that finds the connection dead': `
${TWO}
wait 6000            =>
A ping               => > ping
wait 2000            =>
A close              => A <- closed 1000; drop A; disconnect; B <- closed 4201 Pong reply not received; drop B
`,
  'drops a tab that does not answer, and nobody waits for it': `
${TWO}
A subscribe a        => > subscribe a
server success a     => A <- success a
wait 10000           => A <- ping; B <- ping
B alive              =>
wait 14999           => B <- ping
B alive              =>
wait 1               => A <- closed 4200 the tab did not answer; drop A; > unsubscribe a; B <- leads
A subscribe a        =>
`,
  'tells all tabs of a loss by the code of the server, and opens one connection for those that come again': `
${TWO}
server closes 4200   => A <- closed 4200; drop A; B <- closed 4200; drop B
B open               => B <- leads; connect
A open               =>
server opens         => B <- opened; A <- opened
server established   => B <- established; A <- established
`,
  'takes its time between attempts that fail, and holds tabs that come meanwhile': `
A open               => A <- leads; connect
server closes 1006   => A <- closed 1006; drop A
A open               => A <- leads; connect
server closes 1006   => A <- closed 1006; drop A
A open               => A <- leads
B open               =>
wait 499             =>
wait 1               => connect
server closes 1006   => A <- closed 1006; drop A; B <- closed 1006; drop B
B open               => B <- leads
B close              => B <- closed 1000; drop B
A open               => A <- leads
wait 1000            => connect
server opens         => A <- opened
server established   => A <- established
`,
  'gives up an attempt that comes to nothing': `
A open               => A <- leads; connect
wait 10000           => A <- ping
A alive              =>
wait 5000            => disconnect; A <- closed 1006 no handshake within 15000 ms; drop A
`,
  'keeps apart what another address is for': `
${TWO}
C open ws://h/app/L  => C <- closed 4009 another app or host is shared in this scope; drop C
D open ws://h/app/K?version=2  => D <- opened; D <- established
`,
  'blames the only channel that waits for an error without a name, or the one it names': `
${TWO}
A subscribe private-a K:1  => > subscribe private-a K:1
B subscribe private-a K:1  =>
server error 4009 no       => A <- refusal private-a no; B <- refusal private-a no
A subscribe private-a K:1  => > subscribe private-a K:1
B subscribe private-b K:1  => > subscribe private-b K:1
C open                     => C <- opened; C <- established
server error 4009 no       => C <- error 4009 no
server error 4009 not private-b  => B <- refusal private-b not private-b
B subscribe private-a.b K:1  => > subscribe private-a.b K:1
server error 4009 not private-a.b  => B <- refusal private-a.b not private-a.b
server error 4301 slow     => A <- error 4301 slow; B <- error 4301 slow; C <- error 4301 slow
`,
  'hands on what is no frame, for every client to report': `
${TWO}
server text nonsense => A <- nonsense; B <- nonsense
`,
  'answers what it does not take, and harms nobody else': `
${TWO}
A raw nonsense       => A <- error null Invalid frame
A strange x          => A <- error null Clients cannot send this event
A subscribe          => A <- error null Invalid subscription: it names no channel
A subscribe a        => > subscribe a
A subscribe a        => A <- error null Existing subscription to this channel
A unsubscribe b      =>
Z subscribe a        =>
`,
  'sends every tab away, to come again at once, when another takes over': `
${TWO}
stop                 => disconnect; A <- closed 4200 another tab takes over; drop A; B <- closed 4200 another tab takes over; drop B
`,
};

describe('the broker', () => {
  it.each(Object.entries(TABLES))('%s', (_, table) => expectTable(table));

  it('lets claims wait where it has taken over, until tabs have told what they know', () =>
    expectTable(
      `
A open               => A <- leads; connect
server opens         => A <- opened
server established   => A <- established
A claim k 1          =>
A claim j 2          =>
wait 500             =>
B open ws://h/app/K k  => B <- opened; B <- established
wait 1500            => A <- claimed 1 false; A <- claimed 2 true
`,
      { claimsFrom: 2_000 },
    ));

  it('leaves a tab that is too far behind', () => {
    const events = 'server e a 1 =>\n'.repeat(51_000);
    const [actual] = play(`${TWO}A subscribe a =>\nserver success a =>\n${events}`.trim());
    const lines = actual.split('\n');
    expect(lines.filter((line) => line.includes('A <- ping'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('too far behind'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('server e a 1 => ');
  });
});
