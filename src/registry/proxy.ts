/** Which proxy a URL goes through: HTTP_PROXY, HTTPS_PROXY and NO_PROXY as curl and Go read them. https://pkg.go.dev/golang.org/x/net/http/httpproxy */
import { BlockList, isIP } from 'node:net';
import { ImgscanError } from '../errors.ts';

/** Environment variables, handed in by the caller. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, or undefined for a direct connection: always for loopback, and for hosts, domains,
 * addresses and CIDR blocks of NO_PROXY. USAGE when the variable holds no http(s) URL.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = (environment[name.toLowerCase()] || environment[name] || '').trim();
  if (value === '' || isLoopback(url.hostname) || isExcluded(url, environment)) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw new ImgscanError('USAGE', `${name} does not hold the http or https URL of a proxy`, {
    hint: `set it to http://HOST:PORT, or unset it`,
  });
}

/** True for localhost, 127.0.0.0/8 and ::1, as a URL's `hostname` spells them. */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname);
  return host === 'localhost' || contains(host, loopback);
}

/** True for an address literal that is not of the public internet: loopback, private, link-local, shared. */
export function isPrivateAddress(hostname: string): boolean {
  const host = bareHost(hostname);
  return contains(host, loopback) || contains(host, privateBlocks);
}

type Block = readonly [address: string, prefix: number];

const loopback: readonly Block[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

/** https://www.iana.org/assignments/iana-ipv4-special-registry */
const privateBlocks: readonly Block[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

function contains(host: string, blocks: readonly Block[]): boolean {
  const family = isIP(host);
  if (family === 0) return false;
  const list = new BlockList();
  // A mapped address (::ffff:10.0.0.1) is checked by its IPv4 address.
  for (const [address, prefix] of blocks)
    list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function isExcluded(url: URL, environment: Environment): boolean {
  const text = environment['no_proxy'] || environment['NO_PROXY'] || '';
  const host = bareHost(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return text
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const block = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (block !== null) return inBlock(host, block[1] ?? '', Number(block[2]));
  const parts = isIP(entry) === 0 ? /^(.+?)(?::(\d+))?$/.exec(entry) : null;
  if (parts?.[2] !== undefined && parts[2] !== port) return false;
  const name = bareHost(parts?.[1] ?? entry).replace(/^\*?\./, '');
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function inBlock(host: string, address: string, prefix: number): boolean {
  const family = isIP(address);
  if (family === 0 || prefix > (family === 4 ? 32 : 128)) return false;
  return contains(host, [[address, prefix]]);
}

/** Lower case, without the brackets of IPv6 and the root's dot. */
function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
