// Of the sandbox that serves this page.
export const options = { wsHost: location.hostname, wsPort: Number(location.port), forceTLS: false };
