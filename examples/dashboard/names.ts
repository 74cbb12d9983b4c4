// The channels of the page beside the prices.
export const ROOM = 'presence-room';
export const ENCRYPTED = 'private-encrypted-news';
