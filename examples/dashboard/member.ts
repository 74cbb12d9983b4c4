/** Who may come: each of them watches all the others. */
const NAMES = 'ada alan barbara donald emmy edsger frances grace hedy joan katherine margaret'.split(' ');

/** Tabs of one browser take the names in turn; a browser begins anywhere. */
const nextName = (): string => {
  const turn = Number(localStorage.getItem('turn') ?? Math.floor(Math.random() * NAMES.length)) % NAMES.length;
  localStorage.setItem('turn', String(turn + 1));
  return NAMES[turn]!;
};

/** What the other members know of one. */
export interface MemberInfo {
  readonly name: string;
}

export const nameOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** The member that this tab is: `?as=ada`, or the next one. */
export const me = new URLSearchParams(location.search).get('as') ?? nextName();

export const watched = NAMES.filter((name) => name !== me);

/** Sent to the endpoints that authorize channels and sign the user in. */
export const params = {
  user_id: me,
  user_info: JSON.stringify({ name: nameOf(me) } satisfies MemberInfo),
};
