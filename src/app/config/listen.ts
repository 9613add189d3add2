/** Where `golive serve` listens for HTTP. */
export type Listen =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A socket file; a relative path starts at the configuration's folder. */
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'none' };

const HOST_AND_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/;
const HIGHEST_PORT = 65_535;

/** `127.0.0.1:7353`, `[::1]:7353`, `unix:/run/golive.sock` or `none`; port 0 is any that is free. `undefined`: it is none of these. */
export function parseListen(text: string): Listen | undefined {
  if (text === 'none') return { kind: 'none' };
  if (text.startsWith('unix:')) return text.length > 5 ? { kind: 'unix', path: text.slice(5) } : undefined;
  const [, v6, name, port] = HOST_AND_PORT.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) > HIGHEST_PORT) return undefined;
  return { kind: 'tcp', host, port: Number(port) };
}

/** An address that this machine alone reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Every address of the machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** `https://golive.example.nl` or with a path; no user, query or fragment. */
export function isPublicUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '') &&
    !/[?#]/.test(text)
  );
}
