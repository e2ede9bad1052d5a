import { describe, expect, it } from 'vitest';
import { openBundledFeed } from '../../src/advisory/bundled.ts';
import { matchPackages } from '../../src/advisory/match.ts';
import type { OperatingSystem } from '../../src/model/footprint.ts';
import type { Package } from '../../src/model/package.ts';
import { os, pkg } from './packages.ts';

const { store } = await openBundledFeed();

function deb(name: string, version: string, source = name): Package {
  return pkg({ type: 'deb', name, version, source: { name: source, version } });
}

function apk(name: string, version: string, origin = name): Package {
  return pkg({ type: 'apk', name, version, source: { name: origin, version } });
}

function rpm(name: string, version: string, source: string): Package {
  return pkg({ type: 'rpm', name, version, source: { name: source, version } });
}

/** What is generally known of these versions; the feed must say it and nothing of the fixed ones. */
const rows: readonly (readonly [
  Package,
  OperatingSystem | undefined,
  readonly string[],
  readonly string[],
])[] = [
  [deb('sudo', '1.8.27-1'), os('debian', '10'), ['CVE-2021-3156', 'CVE-2019-14287'], []],
  [deb('sudo', '1.8.27-1+deb10u3'), os('debian', '10'), ['CVE-2023-22809'], ['CVE-2021-3156']],
  [deb('libssl1.1', '1.1.1d-0+deb10u7', 'openssl'), os('debian', '10'), ['CVE-2022-0778'], ['CVE-2021-3711']],
  [deb('libc6', '2.36-9+deb12u3', 'glibc'), os('debian', '12'), ['CVE-2024-2961'], ['CVE-2023-4911']],
  [deb('libc6', '2.36-9+deb12u10', 'glibc'), os('debian', '12'), [], ['CVE-2023-4911', 'CVE-2024-2961']],
  [deb('liblzma5', '5.6.1-1', 'xz-utils'), os('debian', '13'), ['CVE-2024-3094'], []],
  [deb('liblzma5', '5.4.5-0.3', 'xz-utils'), os('debian', '13'), [], ['CVE-2024-3094']],
  [deb('openssh-server', '1:8.9p1-3ubuntu0.7', 'openssh'), os('ubuntu', '22.04'), ['CVE-2024-6387'], []],
  [deb('openssh-server', '1:8.9p1-3ubuntu0.10', 'openssh'), os('ubuntu', '22.04'), [], ['CVE-2024-6387']],
  [apk('libcrypto1.1', '1.1.1m-r0', 'openssl'), os('alpine', '3.15.0'), ['CVE-2022-0778'], ['CVE-2021-3711']],
  [apk('xz-libs', '5.6.1-r0', 'xz'), os('alpine', '3.20.0'), ['CVE-2024-3094'], []],
  [apk('xz-libs', '5.6.2-r0', 'xz'), os('alpine', '3.20.0'), ['CVE-2025-31115'], ['CVE-2024-3094']],
  [
    rpm('openssl-libs', '1:1.1.1k-5.el8_5', 'openssl'),
    os('almalinux', '8.5'),
    ['CVE-2022-0778'],
    ['CVE-2021-3711'],
  ],
  [rpm('openssl-libs', '1:1.1.1k-6.el8_5', 'openssl'), os('almalinux', '8.5'), [], ['CVE-2022-0778']],
  [rpm('openssl-libs', '1:1.1.1k-5.el8_5', 'openssl'), os('debian', '12'), [], ['CVE-2022-0778']],
  [rpm('polkit-libs', '0.115-11.el8', 'polkit'), os('almalinux', '8.4'), ['CVE-2021-4034'], []],
  [pkg({ type: 'npm', name: 'event-stream', version: '3.3.6' }), undefined, ['GHSA-mh6f-8j2x-4483'], []],
  [pkg({ type: 'npm', name: 'event-stream', version: '3.3.4' }), undefined, [], ['GHSA-mh6f-8j2x-4483']],
  [
    pkg({ type: 'npm', name: 'lodash', version: '4.17.20' }),
    undefined,
    ['CVE-2021-23337'],
    ['CVE-2019-10744'],
  ],
  [
    pkg({ type: 'npm', name: 'minimist', version: '1.2.5' }),
    undefined,
    ['CVE-2021-44906'],
    ['CVE-2020-7598'],
  ],
  [pkg({ type: 'pypi', name: 'PyYAML', version: '5.3' }), undefined, ['CVE-2020-1747', 'CVE-2020-14343'], []],
  [
    pkg({ type: 'pypi', name: 'Django', version: '3.2.12' }),
    undefined,
    ['CVE-2022-28346'],
    ['CVE-2021-35042'],
  ],
];

describe('the bundled feed on known versions', () => {
  it.each(rows.map((row) => [`${row[0].name} ${row[0].version}`, row] as const))('%s', (_name, row) => {
    const [subject, distribution, affectedBy, notBy] = row;
    const ids = matchPackages([subject], distribution, store).matches.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...affectedBy]));
    expect(ids.filter((id) => notBy.includes(id))).toEqual([]);
  });
});
