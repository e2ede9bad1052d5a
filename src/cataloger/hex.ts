/** Erlang and Elixir applications from their .app files. https://www.erlang.org/doc/man/app.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';

const applicationPath = /(?:^|\/)ebin\/[a-z]\w*\.app$/;

/** What Erlang/OTP and Elixir bring themselves is not on Hex: `generic`, in the namespace `erlang` or `elixir`. */
export const hex: FileCataloger = {
  name: 'hex',
  version: 2,
  maxBytes: 1024 * 1024,
  wants: (path) => path.endsWith('.app') && applicationPath.test(path),
  catalog({ path, bytes }) {
    const text = decodeText(bytes).replace(/^[ \t]*%.*$/gm, '');
    const name = /\{\s{0,20}application,\s{0,20}'?(\w{1,200})'?\s{0,20},/.exec(text)?.[1] ?? '';
    const version = /\{\s{0,20}vsn,\s{0,20}"([^"]{1,100})"/.exec(text)?.[1] ?? '';
    const owner = ownerOf(path, text);
    return owner === undefined
      ? installedResult({ type: 'hex', foundBy: 'hex', path }, [{ name, version }])
      : installedResult({ type: 'generic', foundBy: 'hex', path }, [{ name: `${owner}/${name}`, version }]);
  },
};

/** Ericsson's product number marks OTP's applications, also in a release that carries its own copies. */
function ownerOf(path: string, text: string): 'erlang' | 'elixir' | undefined {
  if (/\{\s{0,20}description,\s{0,20}"[^"]{0,200}CXC 138/.test(text) || /(?:^|\/)erlang\/lib\//.test(path))
    return 'erlang';
  const name = path.slice(path.lastIndexOf('/') + 1, -'.app'.length);
  return /(?:^|\/)elixir\/lib\//.test(path) || ownApplications.has(name) ? 'elixir' : undefined;
}

/** What Elixir brings has no mark of its own in a release; nobody else may have these names on Hex. */
const ownApplications: ReadonlySet<string> = new Set(['eex', 'elixir', 'ex_unit', 'iex', 'logger', 'mix']);
