/** Ruby gems, default ones too, from the specification of every installed one. https://guides.rubygems.org/specification-reference/ */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';

const specificationPath = /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/;

/** A specification is a program, and is not run: RubyGems writes it in one way. */
export const gem: FileCataloger = {
  name: 'gem',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) => path.endsWith('.gemspec') && specificationPath.test(path),
  catalog({ path, bytes }) {
    const text = decodeText(bytes);
    const [, stubName, stubVersion] = /^# stub: (\S{1,200}) (\S{1,100}) \S+ /m.exec(text) ?? [];
    const found = {
      name: stubName ?? assigned(text, 'name') ?? '',
      version: stubVersion ?? assigned(text, 'version') ?? '',
      licenses: readLicenses(text),
    };
    return installedResult({ type: 'gem', foundBy: 'gem', path }, [found]);
  },
};

function assigned(text: string, field: string): string | undefined {
  return new RegExp(`^\\s{0,20}\\w{1,20}\\.${field}\\s{0,20}=\\s{0,20}["']([^"'\\s]{1,200})["']`, 'm').exec(
    text,
  )?.[1];
}

/** `s.licenses = ["MIT".freeze, "Ruby".freeze]` or `s.license = "MIT"`. */
function readLicenses(text: string): readonly string[] {
  const list = /^\s{0,20}\w{1,20}\.licenses?\s{0,20}=\s{0,20}(.{1,1000})$/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/["']([^"']{1,200})["']/g)].flatMap(([, license]) => license ?? []);
}
