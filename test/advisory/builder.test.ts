import { expect, it } from 'vitest';
import { otherBuilder } from '../../src/advisory/builder.ts';
import { os, pkg } from './packages.ts';

it.each([
  ['deb', 'debian', '5:24.0.7-1~debian.12~bookworm', 'Docker <support@docker.com>', 'Docker'],
  ['deb', 'debian', '20.10.0-1nodesource1', 'Ivan Iguaran <ivan@nodesource.com>', 'NodeSource'],
  [
    'deb',
    'debian',
    '15.5-1.pgdg120+1',
    'Debian PostgreSQL Maintainers <team+postgresql@tracker.debian.org>',
    'PostgreSQL',
  ],
  [
    'deb',
    'debian',
    '8.2.12-1+0~20231026.87+debian12~1.gbp',
    'Debian PHP Maintainers <x@tracker.debian.org>',
    'sury.org',
  ],
  ['deb', 'debian', '1.25.3-1~bookworm', 'NGINX Packaging <nginx-packaging@f5.com>', 'nginx.org'],
  [
    'deb',
    'ubuntu',
    '8.0.35-1ubuntu22.04',
    'MySQL Release Engineering <mysql-build@oss.oracle.com>',
    'Oracle',
  ],
  ['deb', 'debian', '5.2.15-2+b2', 'Matthias Klose <doko@debian.org>', undefined],
  ['deb', 'debian', '1.22.1-9', 'Debian Nginx Maintainers <pkg-nginx@alioth-lists.debian.net>', undefined],
  ['deb', 'debian', '1.0-1', undefined, undefined],
  ['rpm', 'almalinux', '1-1', 'AlmaLinux', undefined],
  ['rpm', 'rocky', '1-1', 'Rocky Enterprise Software Foundation', undefined],
  ['rpm', 'rhel', '1-1', 'Red Hat, Inc.', undefined],
  ['rpm', 'opensuse-leap', '1-1', 'SUSE LLC <https://www.suse.com/>', undefined],
  ['rpm', 'almalinux', '1-1', 'Fedora Project', 'Fedora Project'],
  ['rpm', 'rhel', '1-1', undefined, undefined],
  ['rpm', 'homegrown', '1-1', 'Somebody', undefined],
  ['apk', 'alpine', '1.29.1-r1', 'NGINX Packaging <nginx-packaging@f5.com>', 'nginx.org'],
  ['apk', 'alpine', '1-r1', 'Somebody <s@docker.com>', undefined],
  ['npm', 'debian', '1.0.0', undefined, undefined],
] as const)('%s on %s: %s by %s', (type, id, version, maintainer, expected) => {
  const subject = pkg({ type, name: 'x', version, ...(maintainer === undefined ? {} : { maintainer }) });
  expect(otherBuilder(subject, os(id, '1'))).toBe(expected);
});
